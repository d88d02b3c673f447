"""Abandoned forms: of the forms begun in a period, which were given up, and after which page."""

from django.http import HttpResponse
from django.shortcuts import render

from congvu.indicators import queries
from congvu.sites.control.doors import ControlRequest, control_only


@control_only
def page(request: ControlRequest) -> HttpResponse:
    """Show the procedures, the one most given up first; of a chosen one, the pages."""
    data, seat = request.GET, request.seat
    period = queries.chosen(data.get("ky", ""), seat.today)
    days = next((days for days in queries.IDLE_DAYS if str(days) == data.get("ngay", "")), queries.IDLE_DAYS[1])
    rows = queries.forms_begun(period=period, idle_days=days, now=seat.now)
    whole = queries.Begun()
    for row in rows:
        whole.add(row)
    code = data.get("thu-tuc", "")
    chosen = next((row for row in rows if row.procedure and row.procedure.code == code), None)
    context = {
        "period": period,
        "periods": queries.choices(seat.today, period),
        "days": days,
        "days_known": queries.IDLE_DAYS,
        "rows": rows,
        "whole": whole,
        "chosen": chosen,
        "stops": queries.page_stops(chosen) if chosen else [],
        "most": max((stop.given_up for stop in chosen.pages.values()), default=0) if chosen else 0,
    }
    return render(request, "control/abandoned.html", context)
