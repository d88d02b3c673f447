"""Drafts: kept with their faults, never written over, approved by a second person only, in force from a day."""

from datetime import date, timedelta

import pytest

from congvu.audit import queries as audit
from congvu.catalogue import operations, queries
from congvu.catalogue.models import DraftState, FeeRule
from congvu.catalogue.places import found_at, moved, put_at
from congvu.catalogue.tests.scene import NOW, TODAY, birth, propose
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.people import operations as people

pytestmark = pytest.mark.django_db
CODE = "1.001193"
NEXT_MONTH = TODAY + timedelta(days=30)


@pytest.fixture
def staff():
    agency = people.open_agency(
        code="H24.900", name="Ủy ban nhân dân phường", kind="commune", valid_from=date(2026, 1, 1), by=SYSTEM, at=NOW
    )
    roles = {"writer": "province_admin", "second": "province_admin", "ward": "agency_admin", "clerk": "clerk"}
    return {name: hired(agency, name, role) for name, role in roles.items()}


def hired(agency, name, role):
    since = date(2026, 1, 1)
    official = people.enrol(staff_code=name, full_name=f"Người {name}", by=SYSTEM, at=NOW)
    people.appoint(official_id=official.pk, agency_id=agency.pk, title="Công chức", valid_from=since, by=SYSTEM, at=NOW)
    people.grant_role(official_id=official.pk, role=role, agency_id=agency.pk, valid_from=since, by=SYSTEM, at=NOW)
    return Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=official.full_name)


@pytest.fixture
def draft(staff):
    version = propose(birth())
    return operations.begin_draft(version_id=version.pk, by=staff["writer"], at=NOW)


def write(draft, staff, **more):
    return operations.save_draft(
        draft_id=draft.pk, revision=draft.revision, by=staff["writer"], at=NOW, **{"sheet": draft.sheet, **more}
    )


def ready(draft, staff, place="limit.words", value="Trong hai ngày"):
    draft = write(draft, staff, sheet=put_at(draft.sheet, place, value))
    return operations.note_trial(draft_id=draft.pk, digest=draft.digest, by=staff["writer"], at=NOW)


def hand_in(draft, staff):
    return operations.submit_draft(draft_id=draft.pk, wanted_from=NEXT_MONTH, by=staff["writer"], at=NOW)


def test_places_are_read_and_written_without_touching_what_stands_beside():
    sheet = {"papers": [{"code": "a"}, {"code": "b"}]}
    assert found_at(sheet, "papers.1.code") == "b"
    assert found_at(sheet, "papers.7.code") is None
    assert put_at(sheet, "papers.2", {"code": "c"})["papers"][2] == {"code": "c"}
    assert put_at(sheet, "papers.0", None) == {"papers": [{"code": "b"}]}
    assert moved(sheet, "papers.1", -1) == {"papers": [{"code": "b"}, {"code": "a"}]}
    assert moved(sheet, "papers.0", -1) is sheet
    assert sheet == {"papers": [{"code": "a"}, {"code": "b"}]}


def test_a_draft_holds_the_whole_version_and_is_given_back_to_its_writer(draft, staff):
    assert queries.draft_faults(draft) == []
    assert draft.sheet["steps"][0]["id"] == "receive"
    again = operations.begin_draft(version_id=draft.based_on_id, by=staff["writer"], at=NOW)
    assert again.pk == draft.pk
    other = operations.begin_draft(version_id=draft.based_on_id, by=staff["second"], at=NOW)
    assert other.pk != draft.pk
    told = queries.drafts_of_others(code=CODE, official_id=staff["second"].id)
    assert [row.writer.full_name for row in told] == ["Người writer"]


def test_faults_are_kept_and_named_and_hold_the_draft_back(draft, staff):
    draft = write(draft, staff, sheet=put_at(draft.sheet, "sets", "hai"))
    assert "sets: phải là số nguyên" in queries.draft_faults(draft)
    with pytest.raises(operations.DraftRefused, match="chỗ cần sửa"):
        hand_in(draft, staff)
    draft = write(draft, staff, sheet=put_at(put_at(draft.sheet, "sets", 1), "steps.0.role", "mayor"))
    assert any(fault.startswith("steps: ") for fault in queries.draft_faults(draft))


def test_an_older_window_does_not_write_over_a_newer_save(draft, staff):
    write(draft, staff, sheet=put_at(draft.sheet, "sets", 2))
    with pytest.raises(operations.DraftStale):
        write(draft, staff, sheet=put_at(draft.sheet, "sets", 3))
    assert queries.draft(draft.pk).sheet["sets"] == 2


def test_only_the_writer_writes_and_only_administrators_begin(draft, staff):
    with pytest.raises(NotAllowed, match="chỉ người ấy sửa"):
        operations.save_draft(draft_id=draft.pk, revision=1, sheet={}, by=staff["second"], at=NOW)
    with pytest.raises(NotAllowed):
        operations.begin_draft(version_id=draft.based_on_id, by=staff["clerk"], at=NOW)
    assert operations.begin_draft(version_id=draft.based_on_id, by=staff["ward"], at=NOW).writer_id == staff["ward"].id


def test_nothing_is_handed_in_before_just_this_content_was_tried(draft, staff):
    with pytest.raises(operations.DraftRefused, match="chạy thử"):
        hand_in(draft, staff)
    draft = ready(draft, staff)
    changed = write(draft, staff, sheet=put_at(draft.sheet, "sets", 2))
    with pytest.raises(operations.DraftRefused, match="chạy thử"):
        hand_in(changed, staff)


def test_a_second_person_approves_and_the_version_holds_from_its_day(draft, staff):
    old = queries.in_force(code=CODE, on=TODAY)
    draft = hand_in(ready(draft, staff), staff)
    for nobody in ("writer", "ward", "clerk"):
        with pytest.raises(NotAllowed):
            operations.approve_draft(draft_id=draft.pk, valid_from=NEXT_MONTH, by=staff[nobody], at=NOW)
    with pytest.raises(operations.DraftRefused, match="đã qua"):
        operations.approve_draft(draft_id=draft.pk, valid_from=TODAY - timedelta(days=1), by=staff["second"], at=NOW)
    version = operations.approve_draft(draft_id=draft.pk, valid_from=NEXT_MONTH, by=staff["second"], at=NOW)
    assert queries.in_force(code=CODE, on=NEXT_MONTH - timedelta(days=1)) == old
    assert queries.in_force(code=CODE, on=NEXT_MONTH) == version
    assert queries.draft(draft.pk).state == DraftState.PUBLISHED
    lines = [line.action for line in audit.entries(subject=f"procedure_draft:{draft.pk}")]
    assert {"catalogue.begin_draft", "catalogue.submit_draft", "catalogue.approve_draft"} <= set(lines)


def test_what_is_sent_back_or_taken_back_is_written_on(draft, staff):
    draft = hand_in(ready(draft, staff), staff)
    with pytest.raises(operations.DraftRefused, match="Ghi rõ"):
        operations.return_draft(draft_id=draft.pk, reason=" ", by=staff["second"], at=NOW)
    draft = operations.return_draft(draft_id=draft.pk, reason="Thiếu căn cứ", by=staff["second"], at=NOW)
    assert (draft.state, draft.decision_note) == (DraftState.EDITING, "Thiếu căn cứ")
    draft = operations.recall_draft(draft_id=hand_in(draft, staff).pk, by=staff["writer"], at=NOW)
    assert operations.discard_draft(draft_id=draft.pk, by=staff["writer"], at=NOW).state == DraftState.DISCARDED


def test_a_changed_fee_is_charged_from_the_day_of_the_version_and_going_back_ends_it(draft, staff):
    place = next(f"fees.{n}" for n, row in enumerate(draft.sheet["fees"]) if row["code"] == "copies")
    draft = hand_in(ready(draft, staff, f"{place}.amount", "9000 * request.copies"), staff)
    first = draft.based_on
    operations.approve_draft(draft_id=draft.pk, valid_from=NEXT_MONTH, by=staff["second"], at=NOW)
    amounts = {rule.amount for rule in FeeRule.objects.filter(code="copies", level="")}
    assert amounts == {"8000 * request.copies", "9000 * request.copies"}
    later = NOW + timedelta(days=40)
    back = operations.begin_draft(version_id=first.pk, back_to=True, by=staff["writer"], at=later)
    assert (back.rolls_back_to, back.is_tried) == (1, True)
    day = later.date()
    operations.submit_draft(draft_id=back.pk, wanted_from=day, by=staff["writer"], at=later)
    version = operations.approve_draft(draft_id=back.pk, valid_from=day, by=staff["second"], at=later)
    assert version.number == 3
    due = queries.fees_due(version=version, answers={"request": {"copies": 2}}, on=day)
    assert [fee.amount for fee in due if fee.code == "copies"] == [16000]
