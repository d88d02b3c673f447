"""The limits shipped with the program, for as long as the province has set none of its own."""

import datetime as dt
from pathlib import Path

import yaml

from congvu.feedback.models.petitions import PetitionRule
from congvu.kit.kept import kept
from congvu.workdays import queries as workdays

SHIPPED = yaml.safe_load((Path(__file__).parent / "petition_limits.yaml").read_text(encoding="utf-8"))


@kept(PetitionRule)
def rules_on(day: dt.date) -> PetitionRule:
    """Return the limits in force on a day; shared: nobody changes them."""
    found = PetitionRule.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return found or PetitionRule(**SHIPPED)


def end_of(days: int, *, start: dt.datetime) -> dt.datetime:
    """Return when so many working days after ``start`` are over."""
    return workdays.due(start=start, limit=workdays.Limit(days, workdays.Unit.WORKING_DAY)).due_at
