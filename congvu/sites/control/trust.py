"""The lists of trusted issuers: who is in, by whom, until when; asking for a change, deciding as the second person."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit.asking import day_in, optional_day
from congvu.kit.errors import Refusal
from congvu.signing import operations, queries
from congvu.signing.models import TrustAnchor, TrustChange
from congvu.sites.control.doors import ControlRequest, carry_out, control_only


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the lists and what waits for a second person; ask for an issuer to be taken in."""
    seat = request.seat
    seat.require_sight()
    if request.method != "POST":
        return _page(request)
    seat.require_power()
    try:
        _propose(request)
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=request.POST)
    messages.success(request, _("Đã ghi đề nghị. Người quản trị thứ hai của tỉnh đồng ý thì nơi cấp mới được tin."))
    return HttpResponseRedirect(reverse("control:trust"))


def _propose(request: ControlRequest) -> None:
    data, sent = request.POST, request.FILES.get("tep")
    operations.propose_issuer(
        pem=sent.read(operations.MOST_CERTIFICATE_BYTES + 1) if sent else b"",
        list_of=data.get("danh_sach", ""),
        valid_from=optional_day(data, "tu_ngay", _("Tin từ ngày")),
        crl_url=data.get("thu_hoi", "").strip(),
        ground=data.get("can_cu", ""),
        by=request.seat.actor,
        at=request.seat.now,
    )


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    seat = request.seat
    changes = queries.trust_changes()
    issuers = queries.trusted_issuers()
    since = {one.fingerprint: one for one in reversed(changes) if one.kind == "add" and one.state == "done"}
    context: dict[str, Any] = {
        "issuers": [(one, since.get(one.fingerprint), _revocation_words(one)) for one in issuers],
        "waiting": [one for one in changes if one.state == TrustChange.State.ASKED],
        "decided": [one for one in changes if one.state != TrustChange.State.ASKED],
        "lists": [(one.value, one.label) for one in operations.LISTS],
        "may_change": seat.governs,
        "me": seat.actor.id,
        "today": seat.today,
        **more,
    }
    return render(request, "control/trust.html", context, status=422 if more.get("refusal") else 200)


def _revocation_words(issuer: TrustAnchor) -> str:
    listed = getattr(issuer, "revocations", None)
    if not issuer.crl_url:
        return _("chưa ghi địa chỉ")
    if listed is None:
        return _("chưa tải")
    return str(listed.trouble)


@require_POST
@control_only
def withdraw(request: ControlRequest, anchor_id: int) -> HttpResponse:
    """Ask for an issuer to be trusted no more from a day on."""
    seat = request.seat
    seat.require_power()
    return carry_out(
        request,
        lambda: operations.propose_withdrawal(
            anchor_id=anchor_id,
            day=day_in(request.POST, "ngay", _("Thôi tin từ ngày")),
            ground=request.POST.get("can_cu", ""),
            by=seat.actor,
            at=seat.now,
        ),
        done=_("Đã ghi đề nghị rút. Chờ người quản trị thứ hai của tỉnh đồng ý."),
        back=reverse("control:trust"),
    )


@require_POST
@control_only
def decide(request: ControlRequest, change_id: int, deed: str) -> HttpResponse:
    """Agree to a change, or refuse it."""
    seat = request.seat
    seat.require_power()
    given: dict[str, Any] = {"change_id": change_id, "by": seat.actor, "at": seat.now}
    answer = request.POST.get("ly_do", "")
    deeds: dict[str, Callable[[], object]] = {
        "dong-y": lambda: operations.decide_trust(agree=True, **given),
        "khong-dong-y": lambda: operations.decide_trust(agree=False, answer=answer, **given),
    }
    if deed not in deeds:
        raise Http404
    return carry_out(request, deeds[deed], done=_("Đã ghi quyết định."), back=reverse("control:trust"))
