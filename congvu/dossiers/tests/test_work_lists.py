"""Lists of work: the first page is asked by a question put into SQL once, the following ones by the usual way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.dossiers import queries
from congvu.dossiers.models import WorkItem
from congvu.people import queries as people


@pytest.fixture
def desk(commune):
    """Three dossiers before the reception, one of them accepted and with the case officer."""
    for number in ("first", "second", "third"):
        dossier = commune.submit(key=number)
    commune.does("reception", "accept", dossier)
    return commune


def held(commune, *roles):
    return [one for role in roles for one in people.grants(official_id=commune.officials[role].id, at=commune.now)]


def walked(commune, *roles):
    """Return the rows of a list whose pages have one row."""
    rows, after = [], None
    while True:
        page = queries.work_list(grants=held(commune, *roles), now=commune.now, after=after, size=1)
        rows += page.rows
        after = page.next
        if after is None:
            return rows


@pytest.mark.parametrize("roles", [["reception"], ["case_officer"], ["reception", "case_officer"], []])
def test_pages_of_one_row_are_the_list(desk, roles):
    whole = queries.work_list(grants=held(desk, *roles), now=desk.now).rows
    assert [row.pk for row in walked(desk, *roles)] == [row.pk for row in whole]
    assert len(whole) == {0: 0, 1: 2 if "reception" in roles else 1, 2: 3}[len(roles)]


def test_a_row_is_what_the_tables_have_and_asks_nothing_more(desk):
    officer = desk.officials["case_officer"]
    WorkItem.objects.filter(role="case_officer").update(assignee_id=officer.id)
    for role, names in (("reception", set()), ("case_officer", {officer.name})):
        [*rows] = queries.work_list(grants=held(desk, role), now=desk.now).rows
        with CaptureQueriesContext(connection) as caught:
            shown = [(row.dossier.subject, row.dossier.public_id, row.dossier.result_number) for row in rows]
            assert {row.assignee.full_name for row in rows if row.assignee} == names
        assert not caught.captured_queries
        for row, (subject, public_id, number) in zip(rows, shown, strict=True):
            kept = WorkItem.objects.select_related("dossier").get(pk=row.pk)
            fields = [field.attname for field in WorkItem._meta.concrete_fields]
            assert [getattr(row, name) for name in fields] == [getattr(kept, name) for name in fields]
            assert (subject, public_id, number) == (
                kept.dossier.subject,
                kept.dossier.public_id,
                kept.dossier.result_number,
            )
            assert row.dossier.owner_id == kept.dossier.owner_id
            assert row.dossier.receiving_agency_id == kept.dossier.receiving_agency_id
            assert row.dossier.competent_agency_id == kept.dossier.competent_agency_id


def test_a_list_of_one_kind_shows_that_kind_alone(desk):
    grants = held(desk, "reception", "case_officer")
    kinds = {row.kind for row in queries.work_list(grants=grants, now=desk.now).rows}
    for kind in kinds:
        for role in ("reception", "case_officer"):
            rows = queries.work_list(grants=held(desk, role), kinds=[kind], now=desk.now).rows
            assert {row.kind for row in rows} <= {kind}
    assert len(kinds) == 2
