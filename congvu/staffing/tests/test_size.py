"""A whole province at once: 7,500 officials, of whom 300 are wrong."""

import time

import pytest

from congvu.people.models import Official
from congvu.staffing import queries
from congvu.staffing.tests.scene import Town

MOST, WRONG = 7_500, 300


@pytest.mark.slow
@pytest.mark.django_db
def test_a_province_is_checked_and_what_is_right_is_loaded(capsys):
    town = Town()
    rows = [town.row(number, agency="H24.999" if number <= WRONG else "H24.166") for number in range(1, MOST + 1)]
    since = time.monotonic()
    made = town.bring(rows)
    checked = time.monotonic()
    assert queries.counts(made.pk) == {"same": 0, "ready": MOST - WRONG, "wrong": WRONG, "held": 0, "loaded": 0}
    town.load(made)
    loaded = time.monotonic()
    assert Official.objects.filter(staff_code__startswith="cb-").count() == MOST - WRONG
    assert queries.counts(made.pk)["loaded"] == MOST - WRONG
    with capsys.disabled():
        print(f"\n7,500 rows: checked {checked - since:.1f} s, loaded {loaded - checked:.1f} s")
