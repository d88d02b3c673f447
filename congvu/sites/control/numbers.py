"""Formats of numbers and codes: how each kind looks since when; tried on a code before it is set."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.kit.asking import day_in, text_in
from congvu.kit.errors import Refusal
from congvu.numbering import operations, queries
from congvu.numbering.models import CodeFormat
from congvu.sites.control.doors import ControlRequest, Seat, carry_out, control_only

KINDS = {
    "dossier": gettext_lazy("Mã hồ sơ"),
    "receipt": gettext_lazy("Số biên lai"),
    "birth_book": gettext_lazy("Số trong sổ đăng ký khai sinh"),
    "procedure_result": gettext_lazy("Số, ký hiệu kết quả"),
    "petition": gettext_lazy("Số trong sổ phản ánh, kiến nghị"),
    "apology": gettext_lazy("Số phiếu xin lỗi"),
    "building_permit_book": gettext_lazy("Số giấy phép xây dựng"),
    "civil_status_copy_book": gettext_lazy("Số trong sổ cấp bản sao trích lục hộ tịch"),
    "copy_certification_book": gettext_lazy("Số chứng thực bản sao"),
    "death_book": gettext_lazy("Số trong sổ đăng ký khai tử"),
    "driving_licence": gettext_lazy("Số vào sổ cấp giấy phép lái xe"),
    "household_business_book": gettext_lazy("Số trong sổ đăng ký hộ kinh doanh"),
    "identity_card": gettext_lazy("Số vào sổ cấp thẻ căn cước"),
    "judicial_record": gettext_lazy("Số phiếu lý lịch tư pháp"),
    "land_certificate_book": gettext_lazy("Số vào sổ cấp Giấy chứng nhận đất"),
    "marital_status_book": gettext_lazy("Số giấy xác nhận tình trạng hôn nhân"),
    "marriage_book": gettext_lazy("Số trong sổ đăng ký kết hôn"),
    "passport": gettext_lazy("Số vào sổ cấp hộ chiếu"),
    "planning_decision_book": gettext_lazy("Số quyết định phê duyệt quy hoạch"),
    "residence_notice": gettext_lazy("Số thông báo đăng ký thường trú"),
    "temporary_residence_notice": gettext_lazy("Số thông báo đăng ký tạm trú"),
}
SAMPLE_AGENCY = "H24.113"
SCOPES = (
    ("{kind}:{agency}:{yyyy}", gettext_lazy("Mỗi cơ quan một dãy, đếm lại mỗi năm")),
    ("{kind}:{agency}:{yyyymmdd}", gettext_lazy("Mỗi cơ quan một dãy, đếm lại mỗi ngày")),
    ("{kind}:{agency}", gettext_lazy("Mỗi cơ quan một dãy, không đếm lại")),
)


@control_only
def table(request: ControlRequest) -> HttpResponse:
    """Show the formats by kind; try a new one on a code, or set it."""
    if request.method != "POST":
        return _page(request)
    seat, data = request.seat, request.POST
    seat.require_power()
    try:
        asked: dict[str, Any] = {
            "kind": text_in(data, "kind", _("Loại mã")),
            "template": text_in(data, "template", _("Mẫu")),
            "scope": text_in(data, "scope", _("Cách đếm")),
            "valid_from": day_in(data, "valid_from", _("Áp dụng từ")),
        }
        legal_basis = text_in(data, "legal_basis", _("Căn cứ"), required=False)
        if data.get("deed") != "decide":
            return _page(request, typed=data, tried=_samples(operations.draft_format(**asked, legal_basis=legal_basis)))
        operations.set_format(**asked, legal_basis=legal_basis, by=seat.actor, at=seat.now)
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=data)
    messages.success(request, _("Đã ghi kiểu mã số mới. Mã đã cấp không đổi."))
    return HttpResponseRedirect(reverse("control:numbers"))


@require_POST
@control_only
def withdraw(request: ControlRequest, format_id: int) -> HttpResponse:
    """Take back a format that has not begun."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.withdraw_format(format_id=format_id, by=seat.actor, at=seat.now)

    back = reverse("control:numbers")
    return carry_out(request, deed, done=_("Đã rút. Kiểu mã số trước đó vẫn áp dụng."), back=back)


def _samples(form: CodeFormat) -> list[str]:
    return [queries.sample_code(form, agency_code=SAMPLE_AGENCY, number=number) for number in (1, 2, 1234)]


def _page(request: ControlRequest, **more: object) -> HttpResponse:
    seat, known = request.seat, dict(SCOPES)
    rows: list[dict[str, Any]] = [
        {
            "format": row,
            "kind": KINDS.get(row.kind, row.kind),
            "sample": queries.sample_code(row, agency_code=SAMPLE_AGENCY),
            "scope": known.get(row.scope, row.scope),
            "phase": _phase(row, seat),
        }
        for row in queries.all_formats()
    ]
    kinds = {row["format"].kind: row["kind"] for row in rows}
    context = {"rows": rows, "kinds": kinds.items(), "scopes": SCOPES, "may_change": seat.governs, **more}
    return render(request, "control/numbers.html", context, status=422 if more.get("refusal") else 200)


def _phase(row: CodeFormat, seat: Seat) -> str:
    if row.valid_to is not None and row.valid_to <= seat.today:
        return "past"
    return "coming" if row.valid_from > seat.today else "now"
