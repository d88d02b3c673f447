"""A change is tried on filed dossiers: what would have differed is found to the đồng, and nothing is touched."""

import datetime as dt

import pytest

from congvu.catalogue.models import FeeRule
from congvu.dossiers.models import Dossier, Promise
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.rehearsals import operations, queries, trying
from congvu.rehearsals.models import Rehearsal
from congvu.workdays import operations as workdays

pytestmark = pytest.mark.django_db
CODE = "1.001193"


@pytest.fixture
def commune():
    commune = scenes.open_commune(folders=[scenes.FOLDER])
    for number in range(2):
        dossier = commune.submit(key=f"k{number}")
    commune.does("reception", "accept", dossier)
    return commune


def begin(commune, kind, change, code=CODE, by=SYSTEM):
    at = commune.now + dt.timedelta(days=1)
    return operations.begin(kind=kind, change=change, procedure_code=code, label="Thử", by=by, at=at)


def test_a_changed_fee_is_counted_to_the_dong_and_nothing_is_written(commune):
    before = (FeeRule.objects.count(), list(Dossier.objects.values_list("state", "due_at").order_by("id")))
    fee = {"code": "copies", "name": "Bản sao", "amount": "10000 * request.copies", "when": "request.copies > 0"}
    found = queries.found(begin(commune, "fee", fee).public_id)
    copies = [row.values["request"]["copies"] for row in Dossier.objects.all()]
    assert found.amount == sum(2000 * number for number in copies)
    assert (found.changed, found.more, found.less) == (2, 2, 0)
    assert before == (FeeRule.objects.count(), list(Dossier.objects.values_list("state", "due_at").order_by("id")))


def test_who_pays_nothing_as_a_digital_citizen_pays_nothing_more(commune, monkeypatch):
    fee = {"code": "copies", "name": "Bản sao", "amount": "10000 * request.copies", "when": "request.copies > 0"}
    monkeypatch.setattr(trying.catalogue, "level_of", lambda **_: "digital")
    assert queries.found(begin(commune, "fee", fee).public_id).changed == 0
    digital = queries.found(begin(commune, "fee", {**fee, "level": "digital"}).public_id)
    assert digital.amount == sum(10_000 * row.values["request"]["copies"] for row in Dossier.objects.all())


def test_a_whole_table_of_a_draft_is_tried_as_it_would_hold(commune):
    sheet = {key: commune.version.sheet[key] for key in ("fees", "legal_basis", "valid_from")}
    same = queries.found(begin(commune, "fee", {"sheet": sheet, "on": "2026-12-01"}).public_id)
    assert same.changed == 0
    without = {**sheet, "fees": [row for row in sheet["fees"] if row["code"] != "copies"]}
    found = queries.found(begin(commune, "fee", {"sheet": without, "on": "2026-12-01"}).public_id)
    assert found.amount == -sum(8000 * row.values["request"]["copies"] for row in Dossier.objects.all())


def test_a_changed_limit_moves_the_dates_that_would_have_been_promised(commune):
    found = queries.found(begin(commune, "limit", {"value": 3, "unit": "working_day"}).public_id)
    assert (found.changed, found.more) == (2, 2)
    assert Promise.objects.count() == 1
    assert found.rows[0].before != found.rows[0].after


def test_a_day_off_moves_what_fell_due_on_it_only(commune):
    due = Dossier.objects.exclude(due_at=None).get().due_at.astimezone(scenes.HANOI).date()
    day = {"date": due.isoformat(), "kind": "off"}
    assert queries.found(begin(commune, "day", day, code="").public_id).changed == 2
    later = {"date": (due + dt.timedelta(days=30)).isoformat(), "kind": "off"}
    assert queries.found(begin(commune, "day", later, code="").public_id).changed == 0
    like = {**later, "like": due.isoformat()}
    assert queries.found(begin(commune, "day", like, code="").public_id).changed == 2


def test_a_day_off_that_is_decided_already_is_compared_with_what_the_day_was(commune):
    due = Dossier.objects.exclude(due_at=None).get().due_at.astimezone(scenes.HANOI).date()
    decided = {"day": due, "kind": "off", "reason": "Nghỉ bão", "english": "", "legal_basis": "CĐ 12"}
    workdays.set_day(**decided, by=SYSTEM, at=commune.now)
    day = {"date": due.isoformat(), "kind": "off"}
    assert queries.found(begin(commune, "day", day, code="").public_id).changed == 0
    found = queries.found(begin(commune, "day", {**day, "was": ""}, code="").public_id)
    assert (found.changed, found.more) == (2, 2)
    worked = queries.found(begin(commune, "day", {**day, "kind": "worked", "was": "off"}, code="").public_id)
    assert (worked.changed, worked.less) == (2, 2)


def test_a_case_with_its_own_limit_keeps_it_unless_the_change_is_about_cases(commune):
    version = commune.version
    own = {"code": "twins", "when": 'request.delivery != "x"', "value": 2, "unit": "working_day", "words": "Sinh đôi"}
    version.sheet["limit"]["cases"] = [own]
    version.save()
    change = {"value": 5, "unit": "working_day"}
    assert queries.found(begin(commune, "limit", change).public_id).changed == 0
    longer = queries.found(begin(commune, "limit", {**change, "cases": [{**own, "value": 4}]}).public_id)
    assert (longer.changed, longer.more) == (2, 2)


def test_an_agency_that_ends_names_the_dossiers_that_go(commune):
    change = {"code": commune.agency.code, "successor": "Phường Mới"}
    found = queries.found(begin(commune, "agency", change, code="").public_id)
    assert found.agencies == [(commune.agency.name, 2)]


def test_many_are_tried_piece_by_piece_and_it_goes_on_after_a_fall(commune, monkeypatch):
    monkeypatch.setattr(operations, "AT_ONCE", 1)
    made = begin(commune, "limit", {"value": 3, "unit": "working_day"})
    assert (made.state, made.looked) == (Rehearsal.State.RUNNING, 0)
    assert operations.carry_on(rehearsal_id=made.pk)
    assert queries.found(made.public_id).changed == 1
    while operations.carry_on(rehearsal_id=made.pk):
        pass
    made.refresh_from_db()
    assert (made.state, made.looked, queries.found(made.public_id).changed) == (Rehearsal.State.DONE, 2, 2)
    assert not operations.carry_on(rehearsal_id=made.pk)


def test_what_is_no_change_is_refused_and_so_is_who_may_not(commune):
    for kind, change in (
        ("fee", {"code": "x", "name": "x", "amount": "1 * nothing.here"}),
        ("limit", {"value": 3, "unit": "year"}),
        ("day", {"date": "2026-11-30", "kind": "half"}),
        ("agency", {"code": "H99.1", "successor": "x"}),
        ("else", {}),
    ):
        with pytest.raises(operations.RehearsalRefused):
            begin(commune, kind, change)
    with pytest.raises(NotAllowed):
        begin(commune, "limit", {"value": 3, "unit": "month"}, by=commune.officials["clerk"])
