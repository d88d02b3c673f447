"""Hundreds at once: what is right is loaded, what is wrong is not; long lists ask the database no more than short ones.

The bench does it with a whole province of 7,500 (tools/bench/lists.py).
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.people.models import Official
from congvu.staffing import operations, queries
from congvu.staffing.models import Import
from congvu.staffing.tests.scene import Town

MOST, WRONG = 750, 30
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_what_is_right_of_many_is_loaded():
    town = Town()
    rows = [town.row(number, agency="H24.999" if number <= WRONG else "H24.166") for number in range(1, MOST + 1)]
    made = town.bring(rows)
    assert queries.counts(made.pk) == {"same": 0, "ready": MOST - WRONG, "wrong": WRONG, "held": 0, "loaded": 0}
    town.load(made)
    assert Official.objects.filter(staff_code__startswith="cb-").count() == MOST - WRONG
    assert queries.counts(made.pk)["loaded"] == MOST - WRONG


def test_comparing_asks_the_database_once_however_long_the_list_is():
    town = Town()

    def asked(many):
        made = Import.objects.get(pk=town.bring([town.row(number) for number in range(many)]).pk)
        made.rows.all().delete()
        Import.objects.filter(pk=made.pk).update(state="reading")
        with CaptureQueriesContext(connection) as found:
            operations.check(import_id=made.pk, at=timezone.now())
        return len(found)

    assert asked(3) == asked(60)
