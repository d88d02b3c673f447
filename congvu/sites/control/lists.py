"""Excel in and out: the templates, what is there as a file, lists brought in with their preview and progress."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit import answers
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people.models import Agency
from congvu.sites.control.doors import ControlRequest, Seat, carry_out, control_only
from congvu.staffing import operations, queries
from congvu.staffing.models import Import, ImportRow

KINDS = ("officials", "agencies")


@control_only
def overview(request: ControlRequest) -> HttpResponse:
    """Show what can be taken out and brought in, and the newest lists."""
    return _overview(request)


def _overview(request: ControlRequest, refusal: str = "") -> HttpResponse:
    seat = request.seat
    whose = None if seat.sees_all else seat.actor.id
    context = {
        "imports": queries.imports(official_id=whose),
        "may_bring": bool(seat.realms_governed or seat.agency_ids),
        "may_bring_agencies": bool(seat.realms_governed),
        "refusal": refusal,
    }
    return render(request, "control/lists.html", context, status=422 if refusal else 200)


@require_POST
@control_only
def bring(request: ControlRequest) -> HttpResponse:
    """Take a file in and lead to its progress."""
    seat, sent = request.seat, request.FILES.get("tep")
    if not (seat.realms_governed or seat.agency_ids):
        seat.require_power()
    if sent is None or sent.file is None:
        return _overview(request, _("Chọn tệp Excel cần đưa lên."))
    try:
        made = operations.bring_in(
            stream=sent.file,
            name=sent.name or "",
            kind=request.POST.get("loai", "officials"),
            by=seat.actor,
            at=seat.now,
        )
    except Refusal as refusal:
        return _overview(request, str(refusal))
    return HttpResponseRedirect(reverse("control:list", args=[made.pk]))


@control_only
def show(request: ControlRequest, import_id: UUID) -> HttpResponse:
    """Show how far a list is, what it changes and what is wrong with it."""
    made = _in_sight(request.seat, import_id)
    counts = queries.counts(made.pk)
    state = request.GET.get("xem") or ("wrong" if counts["wrong"] else "loaded" if counts["loaded"] else "ready")
    if state not in ImportRow.State.values:
        raise Http404
    labels = dict(ImportRow.State.choices)
    context = {
        "made": made,
        "counts": counts,
        "total": sum(counts.values()),
        "tabs": [(key, labels[key], number) for key, number in counts.items() if number],
        "state": state,
        "page": queries.rows_page(made.pk, state=state, after=request.GET.get("sau")),
        "moves": made.state in {Import.State.READING, Import.State.LOADING},
        "is_own": made.official_id == request.seat.actor.id,
    }
    return render(request, "control/list.html", context)


@require_POST
@control_only
def change(request: ControlRequest, import_id: UUID, deed: str) -> HttpResponse:
    """Load a list, or stop it."""
    seat, made = request.seat, _in_sight(request.seat, import_id)
    deeds = {"nap": operations.confirm, "dung": operations.stop}
    if deed not in deeds:
        raise Http404
    done = _("Đang nạp danh sách.") if deed == "nap" else _("Đã dừng. Những dòng đã nạp được giữ nguyên.")
    back = reverse("control:list", args=[made.pk])
    return carry_out(request, lambda: deeds[deed](import_id=made.pk, by=seat.actor, at=seat.now), done=done, back=back)


@control_only
def download(request: ControlRequest, import_id: UUID) -> HttpResponse:
    """Hand the list back with its column of errors."""
    made = _in_sight(request.seat, import_id)
    return answers.workbook(queries.with_errors(made), f"loi-{made.name}")


@control_only
def template(request: ControlRequest, kind: str) -> HttpResponse:
    """Hand out the empty workbook."""
    _check(kind)
    seat = request.seat
    return answers.workbook(queries.template(kind, agency_ids=_reach(seat), on=seat.today), f"mau-{NAMES[kind]}.xlsx")


@control_only
def export(request: ControlRequest, kind: str) -> HttpResponse:
    """Hand out all that is there, of what they administer."""
    _check(kind)
    seat = request.seat
    if not (seat.realms_governed or seat.agency_ids):
        seat.require_power()
    content, rows = queries.export(kind, agency_ids=_reach(seat), on=seat.today)
    operations.note_export(kind=kind, rows=rows, by=seat.actor, at=seat.now)
    return answers.workbook(content, f"{NAMES[kind]}-{seat.today:%Y%m%d}.xlsx")


NAMES = {"officials": "can-bo", "agencies": "co-quan"}


def _check(kind: str) -> None:
    if kind not in KINDS:
        raise Http404


def _reach(seat: Seat) -> frozenset[int] | None:
    """Return the agencies whose people they may take out; None for all."""
    if seat.realms_governed >= set(Agency.Realm.values):
        return None
    governed = Agency.objects.filter(realm__in=seat.realms_governed).values_list("id", flat=True)
    return frozenset(governed) | seat.agency_ids


def _in_sight(seat: Seat, import_id: UUID) -> Import:
    made = Import.objects.get(pk=import_id)
    if made.official_id != seat.actor.id and not seat.sees_all:
        raise NotAllowed(_("Danh sách này do người khác đưa lên."))
    return made
