"""Who looked at my data: when, which body, what for, at which dossier (Luật 91/2025: the right to know).

The official is named by body and title, not by name: the body answers for it, and knows the name by the line's number.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.audit import queries as audit
from congvu.audit.models import Reading
from congvu.dossiers.models import Dossier
from congvu.kit.actors import ActorKind
from congvu.kit.paging import BadCursor, Page
from congvu.people import queries as people
from congvu.sites.portal.doors import CitizenRequest, citizen_only

MOST_MONTHS = 24


@dataclass(frozen=True, kw_only=True)
class Line:
    """One look at my data."""

    number: int
    at: dt.datetime
    who: str
    title: str
    purpose: str
    what: str
    dossier: Dossier | None


@require_safe
@citizen_only
def readings(request: CitizenRequest) -> HttpResponse:
    """Show who looked, the newest first; my own looks stand apart."""
    mine = people.same_person(request.party.pk)
    own = request.GET.get("cua") == "toi"
    months = _months(audit.first_reading_at(party_ids=mine), timezone.localdate())
    month = next((one for one in months if f"{one:%Y-%m}" == request.GET.get("thang")), None)
    page = _page(request, mine, own=own, month=month)
    shown = {
        "here": "readings",
        "page": Page(_lines(page.rows, mine), page.next),
        "own": own,
        "months": months,
        "month": month,
    }
    return render(request, "portal/readings.html", shown)


def _page(request: CitizenRequest, mine: frozenset[int], *, own: bool, month: dt.date | None) -> Page[Reading]:
    since = until = None
    if month:
        zone = timezone.get_current_timezone()
        since = dt.datetime.combine(month, dt.time(), zone)
        until = dt.datetime.combine(_next(month), dt.time(), zone)
    try:
        after = request.GET.get("sau")
        return audit.readings_page(party_ids=mine, own=own, since=since, until=until, after=after, size=30)
    except BadCursor:
        return audit.readings_page(party_ids=mine, own=own, since=since, until=until, size=30)


def _lines(rows: Iterable[Reading], mine: frozenset[int]) -> list[Line]:
    rows = list(rows)
    numbers = {row.subject: row.subject.partition(":")[2] for row in rows if row.subject.startswith("dossier:")}
    known = Dossier.objects.defer("values").in_bulk({int(one) for one in numbers.values() if one.isdigit()})
    lines = []
    for row in rows:
        number = numbers.get(row.subject, "")
        dossier = known.get(int(number)) if number.isdigit() else None
        lines.append(
            Line(
                number=row.pk,
                at=row.at,
                who=_body(row, mine),
                title=row.by.title,
                purpose=audit.purpose_words(row.purpose),
                what=audit.field_words(row.fields),
                dossier=dossier if dossier and dossier.owner_id in mine else None,
            )
        )
    return lines


def _body(row: Reading, mine: frozenset[int]) -> str:
    """Return the body that answers for a look."""
    by = row.by
    if by.kind == ActorKind.CITIZEN:
        return _("Bạn") if by.id in mine else by.name
    if by.kind == ActorKind.PARTNER:
        return _("Bên kết nối: %(name)s") % {"name": by.name}
    if by.kind == ActorKind.SYSTEM:
        return _("Hệ thống tự làm")
    return by.agency_name or _("Cơ quan nhà nước")


def _months(first: dt.datetime | None, today: dt.date) -> list[dt.date]:
    """Return the first days of the months that hold anything, the newest first, two years at most."""
    start = timezone.localdate(first).replace(day=1) if first else today.replace(day=1)
    months: list[dt.date] = []
    month = today.replace(day=1)
    while month >= start and len(months) < MOST_MONTHS:
        months.append(month)
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return months


def _next(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)
