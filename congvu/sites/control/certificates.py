"""The inventory of certificates: who holds which, until when; bringing one in, suspending, revoking, Excel."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit import answers
from congvu.kit.errors import Refusal
from congvu.kit.paging import keyset
from congvu.kit.workbooks import table_workbook
from congvu.people.models import Agency, Official
from congvu.signing import operations, queries
from congvu.signing.hooks import drivers
from congvu.signing.models import Credential
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

SOON = {"het-30": 30, "het-60": 60, "het-90": 90}
"""Days in which a certificate ends, by the word of its list: a new one takes weeks."""
OVER = "da-het"
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
    state, now = request.GET.get("xem", "active"), request.seat.now
    asked: dict[str, Any] = {"text": request.GET.get("q", "").strip()[:100], "state": state}
    asked["kind"] = request.GET.get("loai", "")
    if state in SOON:
        asked |= {"ends_from": now, "ends_before": now + timedelta(days=SOON[state])}
    elif state == OVER:
        asked["ends_before"] = now
    return asked


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    seat, asked = request.seat, _asked(request)
    context = {
        "page": keyset(queries.certificates(**asked), order=("valid_to", "id"), after=request.GET.get("sau")),
        "figures": _figures(queries.certificate_counts(at=seat.now)),
        "ends": queries.certificate_ends(at=seat.now),
        "soon": seat.now + timedelta(days=max(SOON.values())),
        "may_change": seat.governs,
        "asked": queries.application_counts()["asked"],
        "drivers": [(key, one.label) for key, one in drivers.items() if settings.DEMO or not one.demo_only],
        "typed": {"ma": request.GET.get("ma", ""), "thiet_bi": request.GET.get("thiet_bi", "")},
        **asked,
        **more,
    }
    return render(request, "control/certificates.html", context, status=422 if more.get("refusal") else 200)


def _figures(counts: dict[str, int]) -> list[tuple[str, str, int, str]]:
    """Return the lists there are: word, label, how many, and the tone of what hurries."""
    return [
        ("active", _("Đang dùng"), counts["active"], ""),
        ("het-30", _("Hết hạn trong 30 ngày"), counts["in_30"], "soon"),
        ("het-60", _("Trong 60 ngày"), counts["in_60"], ""),
        ("het-90", _("Trong 90 ngày"), counts["in_90"], ""),
        (OVER, _("Đã hết hạn, chưa thay"), counts["over"], "late"),
        ("suspended", _("Tạm dừng"), counts["suspended"], "hold"),
        ("revoked", _("Đã thu hồi"), counts["revoked"], ""),
    ]


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
        owner: dict[str, Any] = _owner(data.get("ma", "").strip())
        made = operations.register_certificate(
            pem=sent.read(operations.MOST_CERTIFICATE_BYTES + 1) if sent else b"",
            **owner,
            device=data.get("thiet_bi", ""),
            driver=data.get("noi_giu", ""),
            key_reference=data.get("khoa", ""),
            **_image(request),
            by=request.seat.actor,
            at=request.seat.now,
        )
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=data)
    return HttpResponseRedirect(f"{reverse('control:certificates')}?q={made.serial}")


def _image(request: ControlRequest) -> dict[str, Any]:
    """Return the image that was sent and its width, nothing when none was."""
    sent = request.FILES.get("anh")
    if sent is None:
        return {}
    typed = request.POST.get("rong", "").replace(",", ".")
    try:
        width = Decimal(typed)
    except InvalidOperation:
        raise operations.ImageUnfit(_("Ghi chiều rộng của ảnh trên giấy, bằng mm.")) from None
    if not width.is_finite():
        raise operations.ImageUnfit(_("Ghi chiều rộng của ảnh trên giấy, bằng mm."))
    return {"image": sent.read(operations.MOST_IMAGE_BYTES + 1), "image_width_mm": round(width, 1)}


@require_POST
@control_only
def picture(request: ControlRequest, credential_id: int) -> HttpResponse:
    """Give a certificate the image with which it signs from now on."""
    seat = request.seat
    seat.require_power()

    def change() -> None:
        image = _image(request) or {"image": b"", "image_width_mm": Decimal(30)}
        operations.change_image(credential_id=credential_id, **image, by=seat.actor, at=seat.now)

    done = _("Đã ghi ảnh. Chữ ký từ nay hiện bằng ảnh này.")
    return carry_out(request, change, done=done, back=reverse("control:certificates"))


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
