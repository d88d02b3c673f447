"""Why dossiers are late: the step that first went over its own limit, in which agency."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q

from congvu.indicators.live import Scope, dossiers_of
from congvu.indicators.periods import Period
from congvu.processes.models import Step, StepState


@dataclass(frozen=True)
class LateStep:
    """The step that went over its limit first; empty names when each step kept its own."""

    step: str
    agency: str


NO_STEP = LateStep("", "")


def late_steps(*, run_ids: Collection[int | None], now: dt.datetime) -> dict[int, LateStep]:
    """Return, by run, the step that first went over its limit: done too late, or still open after it."""
    over = Q(state=StepState.DONE, done_at__gt=F("due_at")) | Q(state=StepState.OPEN, due_at__lt=now)
    rows = Step.objects.filter(over, run_id__in=[one for one in run_ids if one]).order_by("due_at", "id")
    found: dict[int, LateStep] = {}
    for run_id, step, agency in rows.values_list("run_id", "name", "agency__name"):
        found.setdefault(run_id, LateStep(step, agency))
    return found


def reasons(*, scope: Scope, period: Period, now: dt.datetime) -> list[tuple[LateStep, int]]:
    """Count the late dossiers of a period, solved and open, by the step that was late first; most frequent first."""
    counted: Counter[LateStep] = Counter()
    for column in ("late", "open_late"):
        rows = dossiers_of(column=column, scope=scope, period=period, now=now)
        runs = list(rows.order_by().values_list("run_id", flat=True))
        known = late_steps(run_ids=runs, now=now)
        counted.update(known.get(run, NO_STEP) if run else NO_STEP for run in runs)
    return counted.most_common()
