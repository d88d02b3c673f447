"""Applications for certificates: approve, refuse, send the list to the authority, write down what came of it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit import answers
from congvu.kit.paging import keyset
from congvu.kit.workbooks import table_workbook
from congvu.signing import operations, queries
from congvu.signing.models import CertificateApplication
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

TABS = ("asked", "approved", "sent", "done", "refused")


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show applications by state, the oldest first."""
    request.seat.require_sight()
    state = request.GET.get("xem", "asked")
    state = state if state in TABS else "asked"
    counts = queries.application_counts()
    names = dict(CertificateApplication.State.choices)
    page = keyset(queries.applications(state=state), order=("asked_at", "id"), after=request.GET.get("sau"))
    context = {
        "page": page,
        "state": state,
        "tabs": [(one, names[one], counts[one]) for one in TABS],
        "may_change": request.seat.governs,
        "lists": sorted({row.list_code for row in page.rows if row.list_code}, reverse=True),
    }
    return render(request, "control/certificate_applications.html", context)


@require_POST
@control_only
def change(request: ControlRequest, application_id: int, deed: str) -> HttpResponse:
    """Approve, refuse, or write down that a certificate was revoked."""
    seat = request.seat
    seat.require_power()
    given: dict[str, Any] = {"application_id": application_id, "by": seat.actor, "at": seat.now}
    answer = request.POST.get("ly_do", "")
    deeds: dict[str, Callable[[], object]] = {
        "duyet": lambda: operations.decide_application(approve=True, **given),
        "khong-duyet": lambda: operations.decide_application(approve=False, answer=answer, **given),
        "da-thu-hoi": lambda: operations.finish_revocation(**given),
    }
    if deed not in deeds:
        raise Http404
    return carry_out(request, deeds[deed], done=_("Đã ghi."), back=_address(request.POST.get("xem", "asked")))


def _address(state: str) -> str:
    return f"{reverse('control:certificate_applications')}?xem={state if state in TABS else 'asked'}"


@require_POST
@control_only
def send(request: ControlRequest) -> HttpResponse:
    """Make one list of all that is approved; it stands under «sent», to be fetched and handed to the authority."""
    seat = request.seat
    seat.require_power()
    return carry_out(
        request,
        lambda: operations.send_applications(by=seat.actor, at=seat.now),
        done=_("Đã lập danh sách. Tải tệp Excel và gửi nơi cấp chứng thư."),
        back=_address("sent"),
    )


@control_only
def sheet(request: ControlRequest, code: str) -> HttpResponse:
    """Give a list that was sent, as Excel."""
    request.seat.require_sight()
    rows = queries.applications_in(list_code=code)
    if not rows:
        raise Http404
    return answers.workbook(_workbook(rows), f"{code}.xlsx")


def _workbook(rows: list[CertificateApplication]) -> bytes:
    heads = (
        _("STT"),
        _("Đề nghị"),
        _("Người, cơ quan"),
        _("Mã"),
        _("Thư điện tử"),
        _("Thiết bị, phần mềm"),
        _("Số sê-ri (khi thu hồi)"),
        _("Lý do"),
        _("Ngày đề nghị"),
    )
    lines = (_cells(number, one) for number, one in enumerate(rows, start=1))
    return table_workbook(_("Danh sách"), heads, lines, widths=[(1, 8, 24)])


def _cells(number: int, one: CertificateApplication) -> tuple[str, ...]:
    person, agency = one.official, one.agency
    return (
        str(number),
        str(one.get_kind_display()),
        str(person or agency),
        person.staff_code if person else agency.code if agency else "",
        person.email if person else "",
        one.device,
        one.credential.serial if one.kind == "revoke" and one.credential else "",
        one.reason,
        f"{localtime(one.asked_at):%d/%m/%Y}",
    )
