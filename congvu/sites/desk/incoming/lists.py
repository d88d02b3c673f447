"""Lists of incoming documents: what waits for me by what is to be done, and all of my agencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from congvu.documents import queries
from congvu.documents.models import Delivery, Document, Holding, State, Urgency
from congvu.kit.templatetags.addresses import of_thing
from congvu.kit.templatetags.ui import clock_chip, link, state_chip
from congvu.kit.text import fold
from congvu.people.queries import Grant
from congvu.sites.desk.doors import Desk, DeskRequest, official_only
from congvu.sites.desk.dossiers.tables import clock
from congvu.sites.desk.incoming.mailbox import boxes_of
from congvu.workdays import queries as workdays

TABS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "receive": (gettext_lazy("Chờ vào sổ"), ("receive",)),
    "direct": (gettext_lazy("Chờ bút phê"), ("direct",)),
    "assign": (gettext_lazy("Chờ phân công"), ("assign",)),
    "lead": (gettext_lazy("Tôi chủ trì"), ("lead",)),
    "coordinate": (gettext_lazy("Phối hợp"), ("coordinate",)),
    "read": (gettext_lazy("Để biết"), ("read",)),
}
STATES = [State.ARRIVED, State.REGISTERED, State.DIRECTED, State.IN_PROGRESS, State.COMPLETED, State.INFORMED]
STATES += [State.RETURNED, State.RECALLED]


@dataclass(frozen=True)
class Row:
    """A line: the document, its clock, and what its newest note says."""

    document: Document
    clock: str
    words: str
    urgency: str
    note: str = ""


def row_of(document: Document, due_at: object, *, desk: Desk, calendar: workdays.Calendar, note: str = "") -> Row:
    """Return the line of a document with the clock of a deadline."""
    state, words = clock(due_at, None, now=desk.now, calendar=calendar) if due_at else ("", "")  # type: ignore[arg-type]
    urgency = str(Urgency(document.urgency).label) if document.urgency else ""
    return Row(document, state, words, urgency, note)


def _cells(row: Row) -> tuple[tuple[str, Any], ...]:
    one = row.document
    due = clock_chip(row.clock, row.words) if row.clock else SafeString()
    urgency = SafeString(" ") + state_chip(row.urgency, True) if row.urgency else SafeString()
    return (
        ("", state_chip(str(one.get_state_display()))),
        ("cv-num", one.arrival_number or "–"),
        ("code", link(of_thing("desk:arrival", one.public_id), one.code or one.kind.name)),
        ("fill", f"{one.kind.name}: {one.subject}"),
        ("", one.organ_name),
        ("", due + urgency),
        ("r sub cv-num", f"{timezone.localtime(one.arrived_at):%d/%m/%Y}" if one.arrived_at else ""),
    )


@official_only
def mine(request: DeskRequest) -> HttpResponse:
    """Show what waits for me, the most urgent first, by what is to be done."""
    desk = request.desk
    who = desk.actor.id or 0
    counts = queries.waiting_counts(grants=desk.grants, official_id=who)
    first = next((tab for tab in TABS if counts.get(tab)), _home_tab(desk.grants))
    tab = request.GET.get("muc", "")
    tab = tab if tab in TABS else first
    page = queries.waiting(grants=desk.grants, official_id=who, tasks=TABS[tab][1], after=request.GET.get("sau"))
    calendar = workdays.calendar()
    shown = {
        "tabs": [(code, words, counts.get(code, 0)) for code, (words, _tasks) in TABS.items()],
        "tab": tab,
        "page": page,
        "rows": [
            row_of(one.document, one.due_at, desk=desk, calendar=calendar, note=_last_note(one)) for one in page.rows
        ],
        "recalls": recalls(desk),
        "boxes": boxes_of(desk),
    }
    return render(request, "desk/incoming/mine.html", shown)


@official_only
def everything(request: DeskRequest) -> HttpResponse:
    """Show what arrived in my agencies and is open to me, the newest first, found as one types."""
    desk, state = request.desk, request.GET.get("tt", "")
    words = request.GET.get("q", "").strip()[:100]
    page = queries.arrivals(
        grants=desk.grants,
        official_id=desk.actor.id or 0,
        state=state,
        words=fold(words),
        after=request.GET.get("sau"),
    )
    calendar = workdays.calendar()
    shown = {
        "page": page,
        "rows": [
            _cells(row_of(one, None if one.ended_at else one.due_at, desk=desk, calendar=calendar)) for one in page.rows
        ],
        "states": [(one.value, one.label) for one in STATES],
        "state": state,
        "words": words,
    }
    return render(request, "desk/incoming/all.html", shown)


def _last_note(holding: Holding) -> str:
    notes = list(holding.document.directives.all())
    return notes[-1].text if notes else ""


def _home_tab(grants: Iterable[Grant]) -> str:
    roles = {str(grant.role) for grant in grants}
    return "receive" if "clerk" in roles else "direct" if "leader" in roles else "lead"


def recalls(desk: Desk) -> list[Delivery]:
    """Return the documents that their senders ask back and one may answer for, the oldest first."""
    answering = {grant.agency_id for grant in desk.grants if grant.role in {"clerk", "leader"}}
    return queries.recalls_asked(answering) if answering else []
