"""Arrivals have the shape of a city's days; invented people have numbers that are true of them."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from congvu.catalogue.folders import read_yaml
from congvu.people.queries import check_personal
from congvu.simulation import arriving
from congvu.simulation.dice import Dice
from congvu.simulation.inventing import main_person, retold
from congvu.workdays.queries import Calendar, Hours

SAMPLES = sorted(Path(__file__).resolve().parents[2].glob("procedures/*/sample.yaml"))
SESSIONS = ((dt.time(7, 30), dt.time(11, 30)), (dt.time(13, 30), dt.time(17)))
CALENDAR = Calendar(hours=(Hours(dt.date(2020, 1, 1), (1, 2, 3, 4, 5), SESSIONS),))
TODAY = dt.date(2026, 11, 23)


def test_mondays_are_full_and_nobody_comes_at_tet():
    weights = arriving.day_weights(dt.date(2026, 1, 2), dt.date(2026, 8, 31), CALENDAR)
    monday, wednesday, sunday = (weights[dt.date(2026, 6, day)] for day in (8, 10, 14))
    assert monday > 1.2 * wednesday > 4 * sunday
    assert weights[dt.date(2026, 2, 17)] < 0.1, "the lunar new year"
    assert weights[dt.date(2026, 2, 13)] < 0.6 * weights[dt.date(2026, 2, 9)], "all come before, nobody on the eve"
    came = dict(arriving.counts(3000, weights, seed=1))
    assert sum(came.values()) == 3000
    assert came == dict(arriving.counts(3000, weights, seed=1))
    assert came != dict(arriving.counts(3000, weights, seed=2))


def test_desks_are_open_in_hours_and_the_portal_always():
    day = dt.date(2026, 6, 8)
    moments = {
        online: [
            arriving.moment(day, online=online, calendar=CALENDAR, dice=Dice(n, online)).time() for n in range(400)
        ]
        for online in (True, False)
    }
    assert all(arriving.OPEN <= clock <= arriving.SHUT for clock in moments[False])
    hours = Counter(clock.hour for clock in moments[False])
    assert hours[9] > 2 * hours[16], "the morning peak"
    assert any(clock.hour >= 20 for clock in moments[True])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_an_example_told_anew_is_about_others(path):
    answers = read_yaml(path)["answers"]
    for seed in range(4):
        told = retold(answers, dice=Dice(seed), commune="11329", today=TODAY)
        for person in _persons(told):
            born = str(person.get("birth_date", ""))
            day = dt.date.fromisoformat(born) if len(born) == 10 else None
            assert check_personal(str(person["identifier"]), day, str(person.get("sex", ""))) == []
        assert told == retold(answers, dice=Dice(seed), commune="11329", today=TODAY)
        assert {p.get("identifier") for p in _persons(told)}.isdisjoint(p["identifier"] for p in _persons(answers))
        owner = main_person(told, dice=Dice(seed, "owner"), address="Số 1")
        assert check_personal(owner.identifier, owner.birth_date, owner.sex) == []


def _persons(part):
    if isinstance(part, Mapping):
        if str(part.get("identifier", "")).isdigit():
            yield part
        for inner in part.values():
            yield from _persons(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _persons(inner)
