"""How many queries each operation of a life may send: what a slow machine cannot hide and a fast one cannot excuse."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.dossiers.models import WorkItem
from congvu.kit import outbox

MOST = {
    "submit": 38,
    "accept": 45,
    "register_result": 28,
    "sign_result": 42,
    "seal_result": 57,
    "delivery": 54,
}
"""Birth registration with its files, the result wanted online: a few more than are sent, for a check to come."""
STEPS = (
    ("reception", "accept"),
    ("case_officer", "register_result"),
    ("leader", "sign_result"),
    ("clerk", "seal_result"),
)


def deliver():
    while outbox.deliver_due(limit=20):
        pass


@pytest.mark.django_db
def test_no_operation_of_a_life_sends_more_queries_than_it_may(commune_with_keys):
    commune = commune_with_keys
    commune.whole_life(commune.submit(key="first"))  # what is kept in the process is known after it
    papers = commune.papers()
    sent = {}

    def count(name, work):
        with CaptureQueriesContext(connection) as caught:
            done = work()
        sent[name] = len(caught)
        return done

    dossier = count("submit", lambda: commune.submit(key="second", papers=papers))
    for role, operation in STEPS:
        step = WorkItem.objects.values_list("step_id", flat=True).get(dossier=dossier)
        more = {} if operation == "accept" else {"step_id": step}
        count(operation, lambda: commune.does(role, operation, dossier, **more))  # noqa: B023  called at once
    count("delivery", deliver)
    assert {name: n for name, n in sent.items() if n > MOST[name]} == {}
    assert sum(sent.values()) < 260
