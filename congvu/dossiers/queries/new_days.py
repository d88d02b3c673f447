"""What a change of the calendar would mean for the days promised."""

from dataclasses import dataclass

from django.db.models import Count

from congvu.dossiers.models import CalendarChange, NewDay
from congvu.kit.paging import SIZE, Page, keyset


@dataclass(frozen=True)
class AgencyDays:
    """How many promises of an agency would move."""

    name: str
    dossiers: int


def calendar_changes(*, limit: int = 20) -> list[CalendarChange]:
    """Return the changes of the calendar that touched promises, the newest first."""
    return list(CalendarChange.objects.order_by("-id")[:limit])


def open_change() -> CalendarChange | None:
    """Return the change about which somebody has to decide, None when there is none."""
    return CalendarChange.objects.filter(state=CalendarChange.State.PROPOSED).order_by("-id").first()


def change_counts(change: CalendarChange) -> dict[str, int]:
    """Count the days of a change by state."""
    counted = dict(change.days.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counted.get(state, 0) for state in NewDay.State.values}


def days_by_agency(change: CalendarChange) -> list[AgencyDays]:
    """Return how many promises would move at each agency, the most first."""
    rows = change.days.order_by().values_list("dossier__competent_agency__name").annotate(n=Count("pk"))
    return sorted((AgencyDays(name, number) for name, number in rows), key=lambda row: -row.dossiers)


def new_days(change: CalendarChange, *, after: str | None = None, size: int = SIZE) -> Page[NewDay]:
    """Return the promises that would move, with their dossiers; no names of people."""
    rows = change.days.select_related("dossier__version__procedure", "dossier__competent_agency").only(
        "old_due_at",
        "new_due_at",
        "state",
        "change_id",
        "dossier__code",
        "dossier__version__procedure__name",
        "dossier__version__procedure__short_name",
        "dossier__competent_agency__name",
    )
    rows = rows.prefetch_related("dossier__promises", "dossier__clock_entries")
    return keyset(rows, order=("id",), after=after, size=size)
