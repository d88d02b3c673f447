"""Figures counted from the dossiers at this moment, for one agency's board or for a month's tally."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate

from congvu.dossiers.models import ClockEntry, Dossier, Move, Origin, Promise, State, WorkItem
from congvu.dossiers.queries import PAUSED
from congvu.indicators.figures import COLUMNS, FLOWS, Figures
from congvu.indicators.periods import Period
from congvu.people.models import Official
from congvu.processes.models import Step, StepState

Dimension = Literal["agency", "field", "procedure", "tally"]
KEYS: dict[Dimension, tuple[str, ...]] = {
    "agency": ("competent_agency_id",),
    "field": ("version__procedure__field_id",),
    "procedure": ("version__procedure_id",),
    "tally": ("competent_agency_id", "version__procedure_id"),
}
Dossiers = QuerySet[Dossier]
ONLINE = (Origin.PORTAL, Origin.NATIONAL_PORTAL, Origin.MINISTRY, Origin.PARTNER)
"""Ways in that are no desk and no envelope; with these two every way is in one column."""


@dataclass(frozen=True)
class Scope:
    """Which dossiers are counted: of these agencies (None: all), of one field or procedure."""

    agency_ids: frozenset[int] | None = None
    field_id: int | None = None
    procedure_id: int | None = None

    def of(self, rows: Dossiers) -> Dossiers:
        """Narrow the rows to this scope."""
        if self.agency_ids is not None:
            rows = rows.filter(competent_agency_id__in=self.agency_ids)
        if self.field_id is not None:
            rows = rows.filter(version__procedure__field_id=self.field_id)
        if self.procedure_id is not None:
            rows = rows.filter(version__procedure_id=self.procedure_id)
        return rows


def figures_by(
    *, dimension: Dimension, scope: Scope | None = None, period: Period, now: dt.datetime
) -> dict[Any, Figures]:
    """Count the dossiers of a period by one dimension, in two queries.

    Received: from the moment the desk took it in. Ended: solved, refused with reason, withdrawn or stopped. The state
    at the end of the period is told by the moves and promises made until then, not by how the dossier stands today.

    :param now: a period that still runs ends here
    :return: figures by id of agency, field or procedure (``tally``: by the pair); what had no dossier is not in it
    """
    keys = KEYS[dimension]
    end = min(period.end_at, now)
    rows = (scope or Scope()).of(Dossier.objects.filter(received_at__lt=end))
    found: dict[Any, dict[str, int]] = {}
    for counted in (_flows(rows, period.start_at, end, keys), _stock(rows, end, keys)):
        for row in map(dict, counted):
            key = tuple(row.pop(name) for name in keys)
            found.setdefault(key[0] if len(key) == 1 else key, dict.fromkeys(COLUMNS, 0)).update(row)
    return {key: Figures(**columns) for key, columns in found.items()}


def dossiers_of(*, column: str, scope: Scope, period: Period, now: dt.datetime) -> Dossiers:
    """Return the dossiers that a figure counts, so that every number opens what stands behind it.

    :param column: one of ``COLUMNS``, or ``open`` for both of the open ones
    """
    end = min(period.end_at, now)
    rows = scope.of(Dossier.objects.filter(received_at__lt=end))
    if column in FLOW_COLUMNS:
        return moving(rows, period.start_at).filter(flow_columns(period.start_at, end)[column])
    if column == "open":
        return standing(rows, end)
    return standing(rows, end).filter(Q(is_late=int(column == "open_late")))


FLOW_COLUMNS = ("carried", *FLOWS)


def moving(rows: Dossiers, start: dt.datetime) -> Dossiers:
    """Return what was there in the period: not ended before it began."""
    open_at_start = rows.filter(Q(ended_at=None) | Q(ended_at__gte=start))
    return open_at_start.annotate(ended_on=TruncDate("ended_at"), due_on=TruncDate("due_at"))


def flow_columns(start: dt.datetime, end: dt.datetime) -> dict[str, Q]:
    """Return which rows of :func:`moving` each column counts that is told by receiving and ending."""
    came, ended = Q(received_at__gte=start), Q(ended_at__lt=end)
    solved = ended & ~Q(state=State.STOPPED)
    return {
        "carried": ~came,
        "online": came & Q(origin__in=ONLINE),
        "direct": came & Q(origin=Origin.COUNTER),
        "post": came & Q(origin=Origin.POST),
        "early": solved & Q(ended_on__lt=F("due_on"), late_since=None),
        "on_time": solved & Q(ended_on__gte=F("due_on"), ended_at__lte=F("due_at"), late_since=None),
        "late": solved & (Q(ended_at__gt=F("due_at")) | Q(late_since__isnull=False)),
        "stopped": ended & Q(state=State.STOPPED),
    }


def standing(rows: Dossiers, end: dt.datetime) -> Dossiers:
    """Return what was open at ``end``; only these are asked for their state and promise of that moment."""
    open_then = rows.filter(Q(ended_at=None) | Q(ended_at__gte=end)).annotate(
        state_then=Subquery(
            Move.objects.filter(dossier=OuterRef("pk"), at__lt=end).order_by("-at", "-id").values("after")[:1]
        ),
        due_then=Subquery(
            Promise.objects.filter(dossier=OuterRef("pk"), made_at__lt=end)
            .exclude(kind=Promise.Kind.PROVISIONAL)
            .order_by("-id")
            .values("due_at")[:1]
        ),
        clock_then=Subquery(
            ClockEntry.objects.filter(dossier=OuterRef("pk"), happened_at__lt=end).order_by("-id").values("kind")[:1]
        ),
    )
    runs = ~Q(state_then__in=PAUSED) & ~Q(clock_then=ClockEntry.Kind.STOP)
    late = When((Q(due_then__lt=end) & runs) | Q(late_since__lt=end), then=Value(1))
    return open_then.annotate(is_late=Case(late, default=Value(0), output_field=IntegerField()))


def _flows(rows: Dossiers, start: dt.datetime, end: dt.datetime, keys: tuple[str, ...]) -> Iterable[Mapping[str, Any]]:
    counts = {name: Count("pk", filter=which) for name, which in flow_columns(start, end).items()}
    found: Iterable[Mapping[str, Any]] = moving(rows, start).order_by().values(*keys).annotate(**counts)
    return found


def _stock(rows: Dossiers, end: dt.datetime, keys: tuple[str, ...]) -> Iterable[Mapping[str, Any]]:
    counts = {"open_late": Count("pk", filter=Q(is_late=1)), "open_in_time": Count("pk", filter=Q(is_late=0))}
    found: Iterable[Mapping[str, Any]] = standing(rows, end).order_by().values(*keys).annotate(**counts)
    return found


@dataclass(frozen=True)
class OfficialFigures:
    """What one official did in a period: steps ended in their time or late, and what lies there now."""

    official: Official
    done_in_time: int
    done_late: int
    open_in_time: int
    open_late: int


def official_figures(*, agency_ids: Iterable[int], period: Period, now: dt.datetime) -> list[OfficialFigures]:
    """Count the steps each official of these agencies ended in the period, and the dossiers that lie there now.

    A step without a limit of its own is in time. What waits for the citizen lies with nobody.
    """
    agencies, end = list(agency_ids), min(period.end_at, now)
    done = (
        Step.objects.filter(state=StepState.DONE, done_at__gte=period.start_at, done_at__lt=end, agency__in=agencies)
        .order_by()
        .values_list("assignee_id")
        .annotate(late=Count("pk", filter=Q(done_at__gt=F("due_at"))), every=Count("pk"))
    )
    waiting = (
        WorkItem.objects.filter(agency__in=agencies)
        .order_by()
        .values_list("assignee_id")
        .annotate(late=Count("pk", filter=Q(due_at__lt=now)), every=Count("pk"))
    )
    ended, lying = ({who: (every - late, late) for who, late, every in rows if who} for rows in (done, waiting))
    officials = Official.objects.filter(pk__in={*ended, *lying}).order_by("sort_key")
    return [
        OfficialFigures(official, *ended.get(official.pk, (0, 0)), *lying.get(official.pk, (0, 0)))
        for official in officials
    ]


OFFICIAL_COLUMNS = ("done_in_time", "done_late", "open_in_time", "open_late")


def dossiers_of_official(
    *, official_id: int, column: str, agency_ids: Iterable[int], period: Period, now: dt.datetime
) -> Dossiers:
    """Return the dossiers behind a number of :func:`official_figures`; one may have several of the steps counted.

    :param column: one of ``OFFICIAL_COLUMNS``
    :raises KeyError: for another
    """
    agencies, end = list(agency_ids), min(period.end_at, now)
    if column not in OFFICIAL_COLUMNS:
        raise KeyError(column)
    if column.startswith("open"):
        late = Q(due_at__lt=now)
        lying = WorkItem.objects.filter(agency__in=agencies, assignee_id=official_id)
        lying = lying.filter(late if column == "open_late" else ~late | Q(due_at=None))
        return Dossier.objects.filter(pk__in=lying.values("dossier_id"))
    late = Q(done_at__gt=F("due_at"))
    done = Step.objects.filter(
        state=StepState.DONE,
        done_at__gte=period.start_at,
        done_at__lt=end,
        agency__in=agencies,
        assignee_id=official_id,
    )
    done = done.filter(late if column == "done_late" else ~late | Q(due_at=None))
    return Dossier.objects.filter(run_id__in=done.values("run_id"))
