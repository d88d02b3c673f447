"""Lists of assignments: to do, given, late, all; and the same as an Excel sheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.assignments import queries
from congvu.kit import answers
from congvu.kit.text import fold
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.tables import clock
from congvu.workdays import queries as workdays

TABS = {
    "mine": gettext_lazy("Tôi phải làm"),
    "with": gettext_lazy("Tôi phối hợp"),
    "given": gettext_lazy("Tôi đã giao"),
    "late": gettext_lazy("Chậm hạn"),
    "all": gettext_lazy("Tất cả"),
}


@official_only
def listing(request: DeskRequest) -> HttpResponse:
    """Show a view of my assignments, by deadline."""
    desk, view = request.desk, _view(request)
    words = request.GET.get("q", "").strip()[:100]
    page = queries.assignments(
        grants=desk.grants,
        official_id=desk.actor.id or 0,
        view=view,
        words=fold(words),
        now=desk.now,
        after=request.GET.get("sau"),
    )
    calendar = workdays.calendar()
    rows = []
    for one in page.rows:
        state, said = ("", "")
        if one.due_at and one.state not in queries.ENDED:
            state, said = clock(one.due_at, None, now=desk.now, calendar=calendar)
        rows.append((one, state, said, queries.why_late(one) if state == "late" else ""))
    shown = {
        "tabs": TABS.items(),
        "tab": view,
        "page": page,
        "rows": rows,
        "words": words,
        "may_give": desk.has("leader", "unit_head"),
    }
    return render(request, "desk/assignments/list.html", shown)


@official_only
def download(request: DeskRequest) -> HttpResponse:
    """Give a view as an Excel sheet."""
    desk, view = request.desk, _view(request)
    found = queries.everything(grants=desk.grants, official_id=desk.actor.id or 0, view=view, now=desk.now)
    title = _("Nhiệm vụ: %(view)s") % {"view": TABS[view]}
    sheet = queries.workbook(found, title=title, now=desk.now)
    return answers.workbook(sheet, f"nhiem-vu-{desk.today:%Y%m%d}.xlsx")


def _view(request: DeskRequest) -> str:
    asked = request.GET.get("muc", "mine")
    return asked if asked in TABS else "mine"
