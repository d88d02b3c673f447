"""Sharing work out: evenly by what each has, by field, never to who is away; by whoever leads the unit."""

import datetime as dt

import pytest

from congvu.dossiers import operations
from congvu.dossiers.models import WorkItem
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.people import operations as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(commune):
    """The commune with three case officers."""
    names = {"second": "Trần Văn Hai", "third": "Trần Văn Ba"}
    for code, name in names.items():
        commune.officials[code] = scenes.hire(commune.agency, "case_officer", name, "Công chức", f"X-{code}")
    commune.three = [commune.officials[one].id for one in ("case_officer", "second", "third")]
    return commune


def rule(commune, way, role="unit_head", **fields):
    operations.set_sharing(
        agency_id=commune.agency.pk, unit_id=None, role="case_officer", way=way, fields=fields,
        by=commune.officials[role], at=commune.now,
    )  # fmt: skip


def given(commune, key):
    dossier = commune.does("reception", "accept", commune.submit(key))
    return WorkItem.objects.get(dossier=dossier).assignee_id


def test_without_a_rule_work_is_nobodys(three):
    assert given(three, "a") is None


def test_work_is_shared_evenly(three):
    rule(three, "even")
    first = [given(three, key) for key in "abc"]
    assert sorted(first) == sorted(three.three)
    assert given(three, "d") == first[0]


def test_who_is_absent_gets_nothing(three):
    rule(three, "even")
    away = three.officials["second"]
    people.record_absence(
        official_id=away.id, delegate_id=three.officials["third"].id, agency_id=three.agency.pk,
        starts_at=three.now, ends_at=three.now + dt.timedelta(days=3), reason="Nghỉ phép", by=SYSTEM, at=three.now,
    )  # fmt: skip
    assert away.id not in {given(three, key) for key in "abcd"}


def test_work_is_shared_by_field_and_evenly_where_none_is_named(three):
    field = three.version.procedure.field.code
    rule(three, "field", **{field: [three.officials["third"].id]})
    assert {given(three, key) for key in "ab"} == {three.officials["third"].id}
    rule(three, "field", OTHER=[three.officials["second"].id])
    assert len({given(three, key) for key in "cd"}) == 2


def test_only_who_leads_sets_the_rule_and_only_for_those_who_hold_the_role(three):
    with pytest.raises(NotAllowed):
        rule(three, "even", role="case_officer")
    with pytest.raises(operations.SharingWrong):
        rule(three, "field", HT=[three.officials["clerk"].id])
    with pytest.raises(operations.SharingWrong):
        rule(three, "anyhow")
