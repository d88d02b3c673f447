"""What officials stated of a period, from which papers."""

from collections.abc import Collection

from congvu.indicators.measures import MEASURES, STATED
from congvu.indicators.models import StatedFigure
from congvu.indicators.periods import Period

BY_AGENCY = dict[int | None, dict[str, StatedFigure]]


def stated_figures(*, period: Period, agency_ids: Collection[int | None] | None = None) -> BY_AGENCY:
    """Return what holds of a period: by agency (None: the province), then by measure."""
    found: BY_AGENCY = {}
    for row in StatedFigure.objects.filter(first=period.first, length=period.length, ended_at=None):
        if agency_ids is None or row.agency_id in agency_ids:
            found.setdefault(row.agency_id, {})[row.measure] = row
    return found


def stated_before(*, period: Period, agency_id: int | None) -> list[StatedFigure]:
    """Return what was stated of a period and holds no more, the last to end first."""
    rows = StatedFigure.objects.filter(first=period.first, length=period.length, agency=agency_id)
    return list(rows.filter(ended_at__isnull=False).order_by("-ended_at", "-id")[:100])


def stated_words() -> list[tuple[str, str, str]]:
    """Return the measures that are stated, with numerator and denominator in words."""
    return [(name, str(MEASURES[name].numerator), str(MEASURES[name].denominator)) for name in STATED]


def is_stated(measure: str) -> bool:
    """Tell whether a measure is stated by officials instead of counted."""
    return measure in STATED
