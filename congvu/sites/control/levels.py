"""Service levels: the share of each with its denominators, each service measured, the dated rows of a procedure."""

import datetime as dt
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.catalogue import operations, queries
from congvu.catalogue.models import LEVELS, Level, Procedure, Scheme, ServiceLevel
from congvu.indicators import queries as indicators
from congvu.kit import answers
from congvu.kit.asking import day_in, optional_day, text_in
from congvu.kit.errors import Declined, Refusal
from congvu.kit.workbooks import new_workbook
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

MOST = 300
"""Procedures shown at once to be set together."""


def _asked(request: ControlRequest) -> dict[str, Any]:
    today = request.seat.today
    try:
        day = optional_day(request.GET, "ngay", _("Ngày")) or today
    except Declined:
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
    asked = _asked(request)
    return render(
        request,
        "control/levels.html",
        {
            **asked,
            "notes": _notes(),
            "periods": indicators.choices(request.seat.today, asked["period"]),
            "governs": request.seat.governs,
        },
    )


def _notes() -> list[tuple[str, str]]:
    """Return what each share of a service divides by what."""
    return [
        (_("Nộp trực tuyến"), _("Hồ sơ nộp trực tuyến / hồ sơ tiếp nhận trong kỳ.")),
        (_("Đúng hạn"), _("Hồ sơ xong trước hạn và đúng hạn / hồ sơ xong trong kỳ.")),
        (_("Toàn trình"), _("Hồ sơ nộp trực tuyến có kết quả điện tử / hồ sơ có kết quả trong kỳ.")),
        (
            _("Giờ trung bình"),
            _("Tổng giờ từ khi bắt đầu tính hạn đến khi xong, cả đêm và ngày nghỉ / hồ sơ xong có hạn."),
        ),
        (_("Giờ dùng / giờ hẹn"), _("Cùng tổng giờ ấy / tổng giờ từ khi bắt đầu tính hạn đến ngày hẹn.")),
        (_("Hài lòng"), _("Lượt đánh giá hài lòng trở lên / lượt đánh giá trong kỳ.")),
    ]


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
        operations.set_level(procedure_code=code, **_words(data), by=seat.actor, at=seat.now)
    except Refusal as refusal:
        return _page(request, found, refusal=str(refusal))
    messages.success(request, _("Đã ghi mức độ."))
    return HttpResponseRedirect(reverse("control:levels_of", args=[code]))


def _words(data: QueryDict) -> dict[str, Any]:
    """Return what was typed about a level and its ground."""
    scheme, _dot, level = data.get("level", "").partition(".")
    return {
        "scheme": scheme,
        "level": level,
        "why": data.get("why", ""),
        "why_words": text_in(data, "why_words", _("Nói rõ lý do"), required=False),
        "act": text_in(data, "act", _("Số, ký hiệu văn bản")),
        "act_title": text_in(data, "act_title", _("Trích yếu"), required=False),
        "article": text_in(data, "article", _("Điều, khoản"), required=False),
        "valid_from": day_in(data, "valid_from", _("Áp dụng từ")),
    }


def _offered() -> dict[str, Any]:
    """Return what may be chosen for a level."""
    levels = [
        (str(scheme.label), [(f"{scheme}.{one}", str(one.label)) for one in ones]) for scheme, ones in LEVELS.items()
    ]
    return {"levels": levels, "whys": ServiceLevel.Why.choices}


@control_only
def many(request: ControlRequest) -> HttpResponse:
    """Set one level for several procedures at once, from a day on."""
    seat, data = request.seat, request.POST
    seat.require_power()
    refusal = ""
    if request.method == "POST":
        try:
            done = operations.set_levels(
                procedure_codes=data.getlist("code"), **_words(data), by=seat.actor, at=seat.now
            )
        except Refusal as problem:
            refusal = str(problem)
        else:
            messages.success(request, _("Đã ghi mức độ của %(n)s thủ tục.") % {"n": len(done)})
            return HttpResponseRedirect(reverse("control:levels"))
    asked = request.GET if request.method == "GET" else data
    levels = queries.service_levels(on=seat.today)
    rows = queries.procedures(on=seat.today).select_related("field").order_by("sort_key")
    if field := asked.get("linh-vuc", ""):
        rows = rows.filter(field__code=field)
    if (level := asked.get("muc", "")) == "chua":
        rows = rows.exclude(pk__in=levels)
    elif level:
        rows = rows.filter(pk__in=[key for key, one in levels.items() if f"{one.scheme}.{one.level}" == level])
    context = {
        **_offered(),
        "rows": [(one, levels.get(one.pk)) for one in rows[:MOST]],
        "count": rows.count(),
        "most": MOST,
        "fields": queries.fields(on=seat.today),
        "asked": {"field": field, "level": level},
        "chosen": data.getlist("code"),
        "typed": data,
        "refusal": refusal,
    }
    return render(request, "control/levels_many.html", context, status=422 if refusal else 200)


def _page(request: ControlRequest, found: Procedure, **more: Any) -> HttpResponse:
    today = request.seat.today
    version = queries.in_force_or_newest(code=found.code, on=today)
    rows = queries.levels_of(procedure_id=found.pk)
    now = next((row for row in rows if row.valid_from <= today and (not row.valid_to or today < row.valid_to)), None)
    works = version.sheet["service_level"] if version else ""
    period = indicators.chosen(request.GET.get("ky", ""), today)
    context = {
        "procedure": found,
        "period": period,
        "periods": indicators.choices(today, period),
        "steps": indicators.steps_of_service(procedure_id=found.pk, period=period),
        "parties": indicators.parties_of_service(procedure_id=found.pk, period=period),
        "rows": rows,
        "now": now,
        "works": dict(Level.choices).get(works, _("Chỉ cung cấp thông tin")),
        "differs": bool(now and works and now.scheme != Scheme.ND43 and now.level != works),
        **_offered(),
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
        for name in (_("Nộp trực tuyến"), _("Đúng hạn"), _("Hài lòng"), _("Trực tuyến toàn trình")):
            heads += [f"{name}: {_('tử số')}", f"{name}: {_('mẫu số')}", f"{name}: {_('tỷ lệ')}"]
        heads += [_("Tổng giờ giải quyết"), _("Hồ sơ xong có hạn"), _("Giờ trung bình"), _("Tổng giờ được hẹn")]
        for column, text in enumerate(heads):
            sheet.write_string(2, column, text, head)
        for line, row in enumerate(services, start=3):
            level = row.level
            words = [str(level), level.get_why_display(), level.law] if level else ["", "", ""]
            sheet.write_row(line, 0, [row.procedure.code, row.procedure.name, *words])
            sheet.write_number(line, 5, row.figures.received)
            measured = (row.online, row.kept, row.satisfied, row.whole)
            for column, ratio in zip((6, 9, 12, 15), measured, strict=True):
                if ratio is not None:
                    sheet.write_row(line, column, [ratio.numerator, ratio.denominator])
                    if ratio.share is not None:
                        sheet.write_number(line, column + 2, ratio.share, percent)
            sheet.write_row(line, 18, [row.ended.used, row.ended.timed])
            if row.hours.share is not None:
                sheet.write_number(line, 20, round(row.hours.share, 1))
            sheet.write_number(line, 21, row.ended.allowed)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 4, 24)
    return sink.getvalue()
