"""A result that nobody comes for lies on a list of its own, and its owner is reminded once."""

import datetime as dt

import pytest

from congvu.dossiers import operations, queries
from congvu.notices.models import Notice
from congvu.people import queries as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(commune_with_keys):
    commune = commune_with_keys
    dossier = commune.submit(return_by="counter")
    return commune, commune.whole_life(dossier)


def reminders(dossier):
    return Notice.objects.filter(subject=dossier.subject, template="result_unclaimed").count()


def waiting(commune, at):
    grants = people.grants(official_id=commune.officials["return_desk"].id, at=at)
    return queries.unclaimed_list(grants=grants, before=queries.unclaimed_since(at)).rows


@pytest.mark.parametrize(("days", "reminded"), [(29, 0), (31, 1)])
def test_owner_is_reminded_after_thirty_days_and_once(ready, days, reminded):
    commune, dossier = ready
    at = dossier.done_at + dt.timedelta(days=days)
    assert len(waiting(commune, at)) == reminded
    for hours in (0, 24):
        for dossier_id in queries.unclaimed(before=queries.unclaimed_since(at)):
            operations.remind_unclaimed(dossier_id=dossier_id, at=at + dt.timedelta(hours=hours))
    assert reminders(dossier) == reminded


def test_who_has_received_it_is_not_reminded(ready):
    commune, dossier = ready
    commune.does("return_desk", "return_result", dossier)
    at = commune.now + dt.timedelta(days=60)
    assert queries.unclaimed(before=queries.unclaimed_since(at)) == []
    assert not operations.remind_unclaimed(dossier_id=dossier.pk, at=at)
