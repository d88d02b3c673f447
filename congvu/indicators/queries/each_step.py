"""How long each step of a service takes, and each agency that works on it (NĐ 224/2026 Đ.19: per party, per step)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum

from congvu.catalogue.models import ProcedureVersion
from congvu.indicators.periods import Period
from congvu.indicators.queries.each_service import in_hours
from congvu.indicators.ratios import Ratio
from congvu.processes.models import Step, StepState
from congvu.processes.queries import said


@dataclass(frozen=True)
class Spent:
    """What a step, or an agency, did of a service in a period."""

    name: str
    done: int
    hours: float
    """From the moment the work was there until it was done, nights too."""
    kept: Ratio
    """Done within the limit of the step, of those that had one."""

    @property
    def average(self) -> float | None:
        """Hours of one."""
        return round(self.hours / self.done, 1) if self.done else None


def steps_of_service(*, procedure_id: int, period: Period) -> list[Spent]:
    """Return the steps that were done in the period, in the order in which they follow each other."""
    order = {name: place for place, name in enumerate(_names(procedure_id))}
    rows = sorted(_grouped(_done(procedure_id, period), "name"), key=lambda row: order.get(row.name, len(order)))
    return [replace(row, name=said(row.name)) for row in rows]


def parties_of_service(*, procedure_id: int, period: Period) -> list[Spent]:
    """Return the agencies that did steps in the period, those with most steps first."""
    return sorted(_grouped(_done(procedure_id, period), "agency__name"), key=lambda row: -row.done)


def _done(procedure_id: int, period: Period) -> QuerySet[Step]:
    definitions = ProcedureVersion.objects.filter(procedure_id=procedure_id).values("definition_id")
    return Step.objects.filter(
        run__definition_id__in=definitions,
        state=StepState.DONE,
        done_at__gte=period.start_at,
        done_at__lt=period.end_at,
    ).order_by()


def _names(procedure_id: int) -> list[str]:
    versions = ProcedureVersion.objects.filter(procedure_id=procedure_id).select_related("definition")
    plans = [version.definition.plan for version in versions.order_by("-number")]
    return list(dict.fromkeys(item["name"] for plan in plans for item in plan))


def _grouped(rows: QuerySet[Step], key: str) -> list[Spent]:
    spent = ExpressionWrapper(F("done_at") - F("ready_at"), output_field=DurationField())
    found: Iterable[Mapping[str, Any]] = (
        rows.annotate(spent=spent)
        .values(key)
        .annotate(
            n=Count("pk"),
            time=Sum("spent"),
            limited=Count("pk", filter=Q(due_at__isnull=False)),
            kept=Count("pk", filter=Q(due_at__gte=F("done_at"))),
        )
    )
    return [_spent(key, row) for row in found]


def _spent(key: str, row: Mapping[str, Any]) -> Spent:
    time: dt.timedelta | None = row["time"]
    return Spent(name=row[key], done=row["n"], hours=in_hours(time), kept=Ratio(row["kept"], row["limited"]))
