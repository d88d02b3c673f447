"""What chance has in store for a dossier, thrown once at its beginning."""

from dataclasses import dataclass

from congvu.simulation.dice import Dice

LATE = 0.0026
"""Share of dossiers solved past their day: what the city reports."""


@dataclass(frozen=True)
class Fate:
    """What will become of one dossier, if nothing else comes between."""

    late: bool
    apologised: bool
    """Its officer sees in time that it will not do, and apologises with another day."""
    asked: str
    """``desk``, ``officer`` or empty: who asks for a supplement."""
    answers: bool
    """Whether the owner answers then."""
    not_accepted: bool
    refused: bool
    withdrawn: bool
    rating: int
    """0: nobody rates it."""
    fetched: float
    """Working hours after which its owner fetches a result at the desk."""


def fate_of(seed: int, number: int) -> Fate:
    """Throw the fate of a life."""
    dice = Dice(seed, number, "fate")
    late, apologised = dice.happens(LATE), dice.happens(0.004)
    asked = dice.one_of({"": 945, "desk": 38, "officer": 17})
    rated = dice.happens(0.34)
    score = dice.one_of({5: 78, 4: 15, 3: 4, 2: 2, 1: 1})
    return Fate(
        late=late,
        apologised=apologised and not late,
        asked=asked,
        answers=dice.happens(0.9),
        not_accepted=dice.happens(0.008),
        refused=dice.happens(0.006),
        withdrawn=dice.happens(0.004),
        rating=score if rated else 0,
        fetched=dice.around(9, 1.1),
    )
