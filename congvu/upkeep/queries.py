"""Questions about the installation: is it well, and where not."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from congvu.kit.selfcheck import State
from congvu.upkeep.examining import ORGANS
from congvu.upkeep.figures import Figure, as_text, figures
from congvu.upkeep.findings import Diagnosis, Finding, Organ

__all__ = ["Diagnosis", "Figure", "Finding", "Organ", "State", "as_text", "diagnoses", "figures"]


def diagnoses(*, at: datetime, thorough: bool = False) -> Iterator[Diagnosis]:
    """Look at each organ in turn; an examination that breaks down is a finding too.

    :param thorough: also what takes minutes or asks other machines
    """
    for organ in ORGANS:
        if thorough or not organ.is_thorough:
            yield Diagnosis(organ, list(_findings(organ, at)))


def _findings(organ: Organ, at: datetime) -> Iterator[Finding]:
    try:
        yield from organ.examine(at)
    except Exception as problem:  # whatever is broken, the rest must still be looked at
        words = _("Không khám được: %(problem)s.") % {"problem": f"{type(problem).__name__}: {problem}".splitlines()[0]}
        yield Finding(State.BROKEN, words)
