"""Handing over the open dossiers of agencies that end: which ones, to whom, what is undecided, how far it is."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from congvu.dossiers import operations, queries
from congvu.dossiers.models import Takeover
from congvu.kit.asking import row_in
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.people.models import Agency, Role
from congvu.sites.control.doors import ControlRequest, control_only


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the agencies that end or ended and what they leave open."""
    request.seat.require_sight()
    text = request.GET.get("q", "").strip()[:100]
    context = {"ended": queries.ended_agencies(text=text), "text": text}
    return render(request, "control/takeovers.html", context)


@control_only
def show(request: ControlRequest, agency_id: int) -> HttpResponse:
    """Show one hand-over: to whom how many go, what has to be chosen, how far it is."""
    request.seat.require_sight()
    return _page(request, agency_id)


def _page(request: ControlRequest, agency_id: int, **more: object) -> HttpResponse:
    seat = request.seat
    agency = Agency.objects.get(id=agency_id)
    made = queries.takeover_of(agency_id)
    context = {
        "agency": agency,
        "heirs": people.successors(agency_id),
        "left": queries.left_open(agency_id).count(),
        "made": made,
        "may_change": seat.governs,
        "moves": made is not None and made.state == Takeover.State.RUNNING,
        "is_early": made is not None and made.on > seat.today,
        **more,
    }
    if made is not None:
        undecided = request.GET.get("xem") != "tat-ca"
        counts = queries.takeover_counts(made)
        undecided = undecided and counts["open"] > 0
        page = queries.takeover_rows(made, undecided=undecided, after=request.GET.get("sau"))
        context |= {
            "counts": counts,
            "total": sum(counts.values()),
            "shares": [
                (share, [str(Role(role).label) for role in share.unheld]) for share in queries.shares(made, at=seat.now)
            ],
            "undecided": undecided,
            "page": page,
            "rows": [
                (row, queries.account_in_short(dossier=row.dossier, due_at=row.dossier.due_at)) for row in page.rows
            ],
        }
    return render(request, "control/takeover.html", context, status=422 if more.get("refusal") else 200)


@require_POST
@control_only
def change(request: ControlRequest, agency_id: int, deed: str) -> HttpResponse:
    """Look it up, choose a successor for some, or confirm; when refused, show the page with the reason."""
    deeds = {"chuan-bi": _prepare, "chon": _choose, "xac-nhan": _confirm}
    if deed not in deeds:
        raise Http404
    request.seat.require_power()
    try:
        done = deeds[deed](request, agency_id)
    except Refusal as refusal:
        return _page(request, agency_id, refusal=str(refusal))
    messages.success(request, done)
    return HttpResponseRedirect(reverse("control:takeover", args=[agency_id]))


def _prepare(request: ControlRequest, agency_id: int) -> str:
    operations.prepare_takeover(agency_id=agency_id, by=request.seat.actor, at=request.seat.now)
    return _("Đã dò nơi nhận từng hồ sơ. Chưa có gì thay đổi cho tới khi bạn xác nhận.")


def _choose(request: ControlRequest, agency_id: int) -> str:
    chosen = operations.choose_heir(
        takeover_id=_made(agency_id).pk,
        row_ids=[int(row) for row in request.POST.getlist("dong") if row.isdigit()],
        agency_id=row_in(request.POST, "noi_nhan", _("Cơ quan nhận")),
        by=request.seat.actor,
        at=request.seat.now,
    )
    words = ngettext("Đã chọn nơi nhận cho %(n)s hồ sơ.", "Đã chọn nơi nhận cho %(n)s hồ sơ.", chosen)
    return words % {"n": chosen}


def _confirm(request: ControlRequest, agency_id: int) -> str:
    made = operations.confirm_takeover(takeover_id=_made(agency_id).pk, by=request.seat.actor, at=request.seat.now)
    if made.on > request.seat.today:
        return _("Đã xác nhận. Hồ sơ chuyển vào đầu ngày %(day)s.") % {"day": f"{made.on:%d/%m/%Y}"}
    return _("Đang bàn giao từng hồ sơ.")


def _made(agency_id: int) -> Takeover:
    made = queries.takeover_of(agency_id)
    if made is None:
        raise Refusal(_("Dò nơi nhận trước, rồi mới chọn hoặc xác nhận."))
    return made
