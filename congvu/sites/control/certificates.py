"""The inventory of certificates: who holds which, until when; bringing one in, suspending, revoking, Excel."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit import answers
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.paging import keyset
from congvu.kit.workbooks import table_workbook
from congvu.people.models import Agency, Official
from congvu.signing import operations, queries
from congvu.signing.hooks import drivers
from congvu.signing.models import Credential
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

SOON = timedelta(days=60)
"""How long before its end a certificate is named: a new one takes weeks."""
DEEDS = {
    "thu-hoi": Credential.State.REVOKED,
    "tam-dung": Credential.State.SUSPENDED,
    "dung-lai": Credential.State.ACTIVE,
}


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the inventory, what ends first on top."""
    request.seat.require_sight()
    return _page(request)


def _asked(request: ControlRequest) -> dict[str, Any]:
    state = request.GET.get("xem", "active")
    soon = request.seat.now + SOON if state == "sap-het" else None
    return {"text": request.GET.get("q", "").strip()[:100], "state": state, "ends_before": soon}


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    seat, asked = request.seat, _asked(request)
    context = {
        "page": keyset(queries.certificates(**asked), order=("valid_to", "id"), after=request.GET.get("sau"), size=50),
        "counts": queries.certificate_counts(at=seat.now, soon=seat.now + SOON),
        "soon": seat.now + SOON,
        "may_change": seat.governs,
        "asked": queries.application_counts()["asked"],
        "drivers": [(key, one.label) for key, one in drivers.items() if settings.DEMO or not one.demo_only],
        "typed": {"ma": request.GET.get("ma", ""), "thiet_bi": request.GET.get("thiet_bi", "")},
        **asked,
        **more,
    }
    return render(request, "control/certificates.html", context, status=422 if more.get("refusal") else 200)


@control_only
def excel(request: ControlRequest) -> HttpResponse:
    """Give the list that is shown, whole, as Excel."""
    request.seat.require_sight()
    sheet = _workbook(queries.certificates(**_asked(request)))
    return answers.workbook(sheet, f"chung-thu-so-{request.seat.today:%Y%m%d}.xlsx")


def _workbook(rows: Any) -> bytes:
    heads = (
        _("Chủ chứng thư"),
        _("Số sê-ri"),
        _("Nơi cấp"),
        _("Từ ngày"),
        _("Đến ngày"),
        _("Trạng thái"),
        _("Lý do"),
    )
    lines = (_cells(one) for one in rows.iterator(chunk_size=1000))
    return table_workbook(_("Chứng thư số"), heads, lines, widths=[(0, 2, 36)])


def _cells(one: Credential) -> tuple[str, ...]:
    days = (f"{localtime(one.valid_from):%d/%m/%Y}", f"{localtime(one.valid_to):%d/%m/%Y}")
    return (one.owner, one.serial, one.issuer, *days, str(one.get_state_display()), one.why_ended)


@require_POST
@control_only
def bring(request: ControlRequest) -> HttpResponse:
    """Bring in a certificate that was issued; when refused, show the page with the reason."""
    request.seat.require_power()
    sent, data = request.FILES.get("tep"), request.POST
    try:
        made = operations.register_certificate(
            pem=sent.read(operations.MOST_CERTIFICATE_BYTES + 1) if sent else b"",
            **_owner(data.get("ma", "").strip()),
            device=data.get("thiet_bi", ""),
            driver=data.get("noi_giu", ""),
            key_reference=data.get("khoa", ""),
            by=request.seat.actor,
            at=request.seat.now,
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=data)
    return HttpResponseRedirect(f"{reverse('control:certificates')}?q={made.serial}")


def _owner(code: str) -> dict[str, int | None]:
    """Return whose it is by staff code, or by code of an agency."""
    official = Official.objects.filter(staff_code=code).values_list("id", flat=True).first() if code else None
    agency = Agency.objects.filter(code=code, valid_to=None).values_list("id", flat=True).first() if code else None
    if official is None and agency is None:
        raise operations.CertificateUnfit(_("Không có cán bộ hoặc cơ quan nào mang mã này."))
    return {"official_id": official, "agency_id": None if official else agency}


@require_POST
@control_only
def change(request: ControlRequest, credential_id: int, deed: str) -> HttpResponse:
    """Suspend, revoke, or take up again."""
    request.seat.require_power()
    if deed not in DEEDS:
        raise Http404
    return carry_out(
        request,
        lambda: operations.end_certificate(
            credential_id=credential_id,
            state=DEEDS[deed],
            reason=request.POST.get("ly_do", ""),
            by=request.seat.actor,
            at=request.seat.now,
        ),
        done=_("Đã ghi vào danh sách chứng thư."),
        back=reverse("control:certificates"),
    )
