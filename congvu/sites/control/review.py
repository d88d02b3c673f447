"""Review of procedures: limits cut, cost of compliance, its rates; the same as Excel."""

import datetime as dt
import io

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.catalogue import operations, queries
from congvu.dossiers.models import Dossier
from congvu.kit import answers
from congvu.kit.asking import day_in, row_in, text_in
from congvu.kit.workbooks import new_workbook
from congvu.sites.control.doors import ControlRequest, Seat, carry_out, control_only

YEAR = dt.timedelta(days=365)


@control_only
def page(request: ControlRequest) -> HttpResponse:
    """Show every procedure in force, the most cut first, and what the numbers are made of."""
    context = {"review": _review(request.seat), "may_change": request.seat.governs}
    return render(request, "control/review.html", context)


def _review(seat: Seat) -> queries.Review:
    filed = Dossier.objects.filter(submitted_at__gt=seat.now - YEAR, submitted_at__lte=seat.now)
    cases = filed.order_by().values_list("version__procedure_id").annotate(n=Count("pk"))
    return queries.review(on=seat.today, cases=dict(cases))


@require_POST
@control_only
def rate(request: ControlRequest) -> HttpResponse:
    """Set a rate from a day on."""
    seat, data = request.seat, request.POST
    seat.require_power()

    def deed() -> None:
        operations.set_rate(
            code=data.get("code", ""),
            amount=row_in(data, "amount", _("Giá trị")),
            legal_basis=text_in(data, "legal_basis", _("Căn cứ")),
            valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
            by=seat.actor,
            at=seat.now,
        )

    return carry_out(request, deed, done=_("Đã ghi giá trị mới."), back=reverse("control:review"))


@control_only
def excel(request: ControlRequest) -> HttpResponse:
    """Hand the table out."""
    return answers.workbook(_workbook(_review(request.seat)), f"ra-soat-{request.seat.today:%Y%m%d}.xlsx")


def _workbook(review: queries.Review) -> bytes:
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        sheet = book.add_worksheet(_("Rà soát"))
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        whole = book.add_format({"num_format": "#,##0"})
        heads = [
            *(_("Mã"), _("Thủ tục"), _("Lĩnh vực"), _("Thời hạn trước"), _("Thời hạn nay"), _("Cắt giảm (%)")),
            *(
                _("Chi phí trước (đồng/hồ sơ)"),
                _("Chi phí nay (đồng/hồ sơ)"),
                _("Số hồ sơ 12 tháng"),
                _("Tiết kiệm (đồng)"),
            ),
        ]
        for column, text in enumerate(heads):
            sheet.write_string(0, column, text, head)
        for number, row in enumerate(review.rows, start=1):
            texts = (row.code, row.name, row.field, row.before, row.after)
            figures = (row.percent, row.cost_before, row.cost_after, row.cases, row.saved)
            for column, text in enumerate(texts):
                sheet.write_string(number, column, text)
            for column, figure in enumerate(figures, start=len(texts)):
                sheet.write_number(number, column, figure, whole)
        last = len(review.rows) + 2
        share = {"n": review.cut_much, "m": len(review.rows), "share": review.percent}
        sheet.write_string(last, 0, _("Cắt giảm hơn 30 %%: %(n)s / %(m)s thủ tục = %(share)s %%") % share)
        for number, one in enumerate(review.rates, start=1):
            sheet.write_string(last + number, 0, f"{one.label}: {one.amount} ({one.legal_basis})")
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 9, 18)
    return sink.getvalue()
