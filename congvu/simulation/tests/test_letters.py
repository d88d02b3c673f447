"""Documents of a simulated city: clerks mind the day on which a document has to stand in the book."""

import datetime as dt

import pytest

from congvu.documents.tests.arriving import open_office
from congvu.simulation.dice import Dice
from congvu.simulation.lives.letter import LATE, _by_its_limit

pytestmark = pytest.mark.django_db


def test_what_comes_at_half_past_four_stands_in_the_book_that_day_but_for_a_few():
    office = open_office()
    arrival = office.arrival(arrived_at=office.now)
    half_past_four = office.now.replace(hour=16, minute=30)
    until = half_past_four + dt.timedelta(minutes=25)
    arrival.holdings.update(due_at=until)
    moments = [_by_its_limit(arrival, half_past_four, 60, Dice(seed)) for seed in range(200)]
    late = sum(moment > until for moment in moments)
    assert 0 < late <= 200 * LATE * 3
    assert all(moment > half_past_four for moment in moments)
