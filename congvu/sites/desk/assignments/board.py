"""The board of a head: what was given, what is open, what is late, by who leads it."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.assignments import queries
from congvu.kit.asking import optional_row
from congvu.kit.errors import NotAllowed
from congvu.sites.desk.doors import TASK_READERS, DeskRequest, official_only


@official_only
def board(request: DeskRequest) -> HttpResponse:
    """Show what the agencies that one leads have given in a year, the latest leads first."""
    desk = request.desk
    agencies = {grant.agency_id for grant in desk.grants if grant.role in TASK_READERS}
    if not agencies:
        raise NotAllowed(_("Bảng nhiệm vụ dành cho lãnh đạo, người phụ trách đơn vị và văn thư."))
    year = optional_row(request.GET, "nam")
    year = year if year and 2000 <= year <= 2200 else desk.today.year
    since, until = (dt.datetime(one, 1, 1, tzinfo=timezone.get_current_timezone()) for one in (year, year + 1))
    lines = queries.board(agency_ids=agencies, since=since, until=until, now=desk.now)
    ended = sum(line.done_in_time + line.done_late for line in lines)
    shown = {
        "lines": lines,
        "year": year,
        "years": range(desk.today.year, desk.today.year - 4, -1),
        "open": sum(line.open for line in lines),
        "late": sum(line.late for line in lines),
        "ended": ended,
        "in_time": sum(line.done_in_time for line in lines),
    }
    return render(request, "desk/assignments/board.html", shown)
