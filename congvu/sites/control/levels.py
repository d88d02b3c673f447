"""Service levels: the share of each with its denominators, each service measured, the dated rows of a procedure."""

import datetime as dt
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.catalogue import operations, queries
from congvu.catalogue.models import LEVELS, Level, Procedure, Scheme, ServiceLevel
from congvu.indicators import queries as indicators
from congvu.kit import answers
from congvu.kit.asking import day_in, optional_day, text_in
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.workbooks import new_workbook
from congvu.sites.control.doors import ControlRequest, carry_out, control_only


def _asked(request: ControlRequest) -> dict[str, Any]:
    today = request.seat.today
    try:
        day = optional_day(request.GET, "ngay", _("Ngày")) or today
    except Refusal:
        day = today
    period = indicators.chosen(request.GET.get("ky", ""), today)
    return {
        "day": day,
        "period": period,
        "shares": queries.level_shares(on=day),
        "services": indicators.services(period=period, today=today),
    }


@control_only
def page(request: ControlRequest) -> HttpResponse:
    """Show the shares on a day and the services in a period."""
    return render(
        request,
        "control/levels.html",
        {**_asked(request), "periods": indicators.choices(request.seat.today), "governs": request.seat.governs},
    )


@control_only
def excel(request: ControlRequest) -> HttpResponse:
    """Hand both tables out."""
    asked = _asked(request)
    name = f"muc-do-truc-tuyen-{asked['day']:%Y%m%d}-{asked['period'].code}.xlsx"
    return answers.workbook(_workbook(**asked), name)


@control_only
def procedure(request: ControlRequest, code: str) -> HttpResponse:
    """Show the levels of a procedure by their days; set one from a day on."""
    found = Procedure.objects.get(code=code)
    if request.method != "POST":
        return _page(request, found)
    seat, data = request.seat, request.POST
    seat.require_power()
    try:
        scheme, _dot, level = data.get("level", "").partition(".")
        operations.set_level(
            procedure_code=code,
            scheme=scheme,
            level=level,
            why=data.get("why", ""),
            why_words=text_in(data, "why_words", _("Nói rõ lý do"), required=False),
            act=text_in(data, "act", _("Số, ký hiệu văn bản")),
            act_title=text_in(data, "act_title", _("Trích yếu"), required=False),
            article=text_in(data, "article", _("Điều, khoản"), required=False),
            valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
            by=seat.actor,
            at=seat.now,
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(request, found, refusal=str(refusal))
    messages.success(request, _("Đã ghi mức độ."))
    return HttpResponseRedirect(reverse("control:levels_of", args=[code]))


def _page(request: ControlRequest, found: Procedure, **more: Any) -> HttpResponse:
    today = request.seat.today
    version = queries.in_force_or_newest(code=found.code, on=today)
    rows = queries.levels_of(procedure_id=found.pk)
    now = next((row for row in rows if row.valid_from <= today and (not row.valid_to or today < row.valid_to)), None)
    works = version.sheet["service_level"] if version else ""
    context = {
        "procedure": found,
        "rows": rows,
        "now": now,
        "works": dict(Level.choices).get(works, _("Chỉ cung cấp thông tin")),
        "differs": bool(now and works and now.scheme != Scheme.ND43 and now.level != works),
        "levels": [
            (str(scheme.label), [(f"{scheme}.{one}", str(one.label)) for one in ones])
            for scheme, ones in LEVELS.items()
        ],
        "whys": ServiceLevel.Why.choices,
        "may_change": request.seat.governs,
        "typed": request.POST,
        **more,
    }
    return render(request, "control/levels_of.html", context, status=422 if more else 200)


@require_POST
@control_only
def withdraw(request: ControlRequest, code: str, level_id: int) -> HttpResponse:
    """Take back a row that was written by mistake."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.withdraw_level(level_id=level_id, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã rút dòng."), back=reverse("control:levels_of", args=[code]))


def _workbook(
    *,
    day: dt.date,
    period: indicators.Period,
    shares: list[queries.Share],
    services: list[indicators.Service],
) -> bytes:
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        percent = book.add_format({"num_format": "0.00%"})
        sheet = book.add_worksheet(_("Mức độ"))
        sheet.write_string(0, 0, _("Mức độ dịch vụ công trực tuyến ngày %(day)s") % {"day": f"{day:%d/%m/%Y}"})
        for column, text in enumerate((_("Mức độ"), _("Tử số"), _("Mẫu số là"), _("Mẫu số"), _("Tỷ lệ"))):
            sheet.write_string(2, column, text, head)
        for line, one in enumerate(shares, start=3):
            sheet.write_row(line, 0, [one.name, one.numerator, one.of, one.denominator])
            if one.share is not None:
                sheet.write_number(line, 4, one.share, percent)
        sheet.set_column(0, 4, 28)
        sheet = book.add_worksheet(_("Từng dịch vụ"))
        sheet.write_string(0, 0, _("NĐ 224/2026 Đ.19, %(period)s") % {"period": period.words})
        heads = [_("Mã"), _("Dịch vụ"), _("Mức độ"), _("Lý do một phần"), _("Căn cứ"), _("Hồ sơ tiếp nhận")]
        for name in (_("Nộp trực tuyến"), _("Đúng hạn"), _("Hài lòng")):
            heads += [f"{name}: {_('tử số')}", f"{name}: {_('mẫu số')}", f"{name}: {_('tỷ lệ')}"]
        for column, text in enumerate(heads):
            sheet.write_string(2, column, text, head)
        for line, row in enumerate(services, start=3):
            level = row.level
            words = [str(level), level.get_why_display(), level.law] if level else ["", "", ""]
            sheet.write_row(line, 0, [row.procedure.code, row.procedure.name, *words])
            sheet.write_number(line, 5, row.figures.received)
            for column, ratio in zip((6, 9, 12), (row.online, row.kept, row.satisfied), strict=True):
                if ratio is not None:
                    sheet.write_row(line, column, [ratio.numerator, ratio.denominator])
                    if ratio.share is not None:
                        sheet.write_number(line, column + 2, ratio.share, percent)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 4, 24)
    return sink.getvalue()
