"""The plan of a city: who comes when, where, with what. Decided before anything happens, by the seed alone."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import Procedure, ProcedureVersion, VersionState
from congvu.kit.kept import kept
from congvu.people.models import Agency
from congvu.simulation import arriving
from congvu.simulation.dice import Dice
from congvu.simulation.models import City, Life
from congvu.workdays import queries as workdays

LETTERS_FROM = 500_000_000
"""Numbers of the lives of documents begin here."""
OWN_SHARE = 0.35
"""Share of all dossiers that the communes with people of their own get: those that one logs in to."""
OWN = 3


@cache
def mix() -> dict[str, Any]:
    """Return how often people ask for each procedure, and by which way."""
    return dict(yaml.safe_load((Path(__file__).parent / "shipped" / "mix.yaml").read_text(encoding="utf-8")))


def lives(city: City, communes: Sequence[Agency]) -> Iterator[Life]:
    """Yield every life of a city in the order in which they begin."""
    calendar = workdays.calendar()
    busy = arriving.day_weights(city.first, city.last, calendar)
    where = _weights(city, communes)
    places = {one.pk: one for one in communes}
    number = 0
    for day, came in arriving.counts(city.dossiers, busy, city.seed):
        asked = weights_on(day)
        found = []
        for _one in range(came):
            number += 1
            found.append(_dossier(city, number, day, asked, places, where))
        yield from sorted(found, key=lambda life: life.begins_at)
    working = {day: weight for day, weight in busy.items() if calendar.is_working(day)}
    for day, came in arriving.counts(city.documents, working, city.seed + 1):
        for _one in range(came):
            number += 1
            yield _letter(city, LETTERS_FROM + number, day, places, where)


def _dossier(
    city: City,
    number: int,
    day: dt.date,
    asked: Mapping[str, float],
    places: Mapping[int, Agency],
    where: Mapping[int, float],
) -> Life:
    dice = Dice(city.seed, number, "plan")
    what = dice.one_of(asked)
    channels = mix()["channels"]
    calendar = workdays.calendar()
    origin = dice.one_of(channels.get(what, channels["default"])) if calendar.is_working(day) else "portal"
    at = arriving.moment(day, online=origin == "portal", calendar=calendar, dice=dice)
    kind = Life.Kind.DOSSIER
    agency = places[dice.one_of(where)]
    return Life(city=city, number=number, kind=kind, agency=agency, what=what, origin=origin, begins_at=at, next_at=at)


def _letter(city: City, number: int, day: dt.date, places: Mapping[int, Agency], where: Mapping[int, float]) -> Life:
    dice = Dice(city.seed, number, "plan")
    at = arriving.moment(day, online=False, calendar=workdays.calendar(), dice=dice)
    kind = Life.Kind.LETTER
    return Life(
        city=city, number=number, kind=kind, agency=places[dice.one_of(where)], what="", begins_at=at, next_at=at
    )


def _weights(city: City, communes: Sequence[Agency]) -> dict[int, float]:
    """Return how busy each commune is: a few large, many small; those with people of their own have their share."""
    sizes = {one.pk: Dice(city.seed, "size", one.code).around(1, 0.45) for one in communes}
    own = [one.pk for one in communes[:OWN]]
    rest = sum(size for pk, size in sizes.items() if pk not in own)
    if rest and own:
        whole = rest * OWN_SHARE / (1 - OWN_SHARE)
        sizes |= {pk: whole / len(own) for pk in own}
    return sizes


def weights_on(day: dt.date) -> dict[str, float]:
    """Return the procedures that can be filed at a commune that day, each with its weight."""
    return dict(_weights_on(day))


@kept(ProcedureVersion, Procedure)
def _weights_on(day: dt.date) -> tuple[tuple[str, float], ...]:
    here = [one for one in _offered() if one.holds_on(day)]
    named = {one.code: float(mix()["weights"].get(one.code, one.popularity / mix()["spread"])) for one in here}
    with_folder = {one.code for one in here if one.has_example}
    listed = sorted(set(named) - with_folder)[: mix()["listed"]["most"]]
    found = {code: weight for code, weight in named.items() if code in with_folder and weight > 0}
    each = sum(found.values()) * mix()["listed"]["share"] / max(1, len(listed)) if listed else 0
    return tuple({**found, **dict.fromkeys(listed, each)}.items())


@dataclass(frozen=True)
class Offered:
    """A version of a procedure that communes take and run themselves, with nobody outside taking part."""

    code: str
    popularity: int
    valid_from: dt.date
    valid_to: dt.date | None
    has_example: bool

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@kept(ProcedureVersion, Procedure)
def _offered() -> tuple[Offered, ...]:
    rows = ProcedureVersion.objects.filter(
        state=VersionState.IN_FORCE,
        sheet__agency__level="commune",
        sheet__outside__isnull=True,
        sheet__linked__isnull=True,
    )
    columns = ("procedure__code", "procedure__popularity", "valid_from", "valid_to")
    return tuple(
        Offered(code, popularity or 0, since, until, catalogue.has_sample(code=code))
        for code, popularity, since, until in rows.order_by("procedure__code", "number").values_list(*columns)
    )
