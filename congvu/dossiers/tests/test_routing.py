"""Who does a step: another unit, anyone competent by a leader's hand, a stand-in for the absent; limits that follow."""

import datetime as dt

import pytest
from django.urls import reverse

from congvu.accounts import operations as accounts
from congvu.dossiers import operations, queries
from congvu.dossiers.models import Dossier, WorkItem
from congvu.dossiers.operations import apologies, slips
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, Stale
from congvu.people import operations as people
from congvu.people import queries as powers
from congvu.processes import operations as process_operations
from congvu.processes import queries as processes
from congvu.workdays import queries as workdays

SINCE = dt.date(2026, 1, 1)
FOLDER = scenes.FOLDER.parent / "house_permit"


@pytest.fixture
def office(commune):
    """The ward with two divisions; each has an officer and a head, one officer works in no division."""
    commune.units = {}
    for code, name in (("KT", "Phòng Kinh tế"), ("VH", "Phòng Văn hóa")):
        commune.units[code] = people.open_unit(
            agency_id=commune.agency.pk,
            code=code,
            name=name,
            kind="division",
            valid_from=SINCE,
            by=SYSTEM,
            at=commune.now,
        )
        for role, who in (("case_officer", "Chuyên viên"), ("unit_head", "Trưởng phòng")):
            commune.officials[f"{role}:{code}"] = _hire(commune, role, f"{who} {code}", commune.units[code])
    return commune


def _hire(commune, role, name, unit):
    actor = scenes.hire(commune.agency, "auditor", name, name, code=f"{role}-{unit.code}")
    people.grant_role(
        official_id=actor.id, role=role, agency_id=commune.agency.pk, unit_id=unit.pk, valid_from=SINCE,
        by=SYSTEM, at=commune.now,
    )  # fmt: skip
    return actor


@pytest.fixture
def permit(office):
    """A house permit at the Economic Division, to be shared out by its head."""
    office.offer(FOLDER)
    office.now = scenes.at("2026-11-16 09:05")
    return office.does("reception", "accept", office.submit())


def at_appraisal(office, permit):
    return office.does("unit_head:KT", "finish_step", permit)


def step_of(dossier):
    return processes.open_steps(Dossier.objects.get(pk=dossier.pk).run_id).get()


def offered(office, who, dossier):
    grants = powers.grants(official_id=office.officials[who].id, at=office.now)
    dossier = Dossier.objects.get(pk=dossier.pk)
    return {one.code: one for one in queries.actions_for(dossier=dossier, grants=grants, at=office.now)}


def waits_for(office, who, dossier):
    grants = powers.grants(official_id=office.officials[who].id, at=office.now)
    return dossier.pk in {row.dossier_id for row in queries.work_list(grants=grants, now=office.now).rows}


def pass_to(office, who, dossier, unit, **more):
    more = {"further": False, "reason": "Thuộc lĩnh vực của phòng bạn", **more}
    return office.does(who, "pass_to_unit", dossier, step_id=step_of(dossier).pk, unit_id=office.units[unit].pk, **more)


def test_a_step_is_passed_to_another_unit_which_then_has_it(office, permit):
    dossier = at_appraisal(office, permit)
    before = step_of(dossier)
    assert waits_for(office, "case_officer:KT", dossier)
    pass_to(office, "unit_head:KT", dossier, "VH")
    after = step_of(dossier)
    assert (after.pk, after.unit_id, after.due_at) == (before.pk, office.units["VH"].pk, before.due_at)
    assert not waits_for(office, "case_officer:KT", dossier)
    assert waits_for(office, "case_officer:VH", dossier)
    line = dossier.handovers.order_by("id").last()
    assert (line.receiver["agency_name"], line.note) == ("Phòng Văn hóa", "Thuộc lĩnh vực của phòng bạn")
    process_operations.rebuild(dossier.run_id)
    with pytest.raises(NotAllowed):
        office.does("case_officer:KT", "take", dossier)
    office.does("case_officer:VH", "take", dossier)


@pytest.mark.parametrize("further", [False, True])
def test_later_steps_follow_only_when_that_was_said(office, permit, further):
    dossier = at_appraisal(office, permit)
    pass_to(office, "unit_head:KT", dossier, "VH", further=further)
    office.does(
        "case_officer:VH", "keep_minutes", dossier, happened_at=office.now, place="Thửa 12", participants=["A"],
        content="Rõ", conclusion="met",
    )  # fmt: skip
    assert step_of(dossier).bpmn_id == "draft"
    assert step_of(dossier).unit_id == office.units["VH" if further else "KT"].pk
    process_operations.rebuild(dossier.run_id)


def test_passing_on_needs_a_reason_a_unit_that_can_and_the_head_of_where_it_lies(office, permit):
    dossier = at_appraisal(office, permit)
    with pytest.raises(operations.ReasonMissing):
        pass_to(office, "unit_head:KT", dossier, "VH", reason=" ")
    with pytest.raises(operations.UnitUnfit):
        pass_to(office, "unit_head:KT", dossier, "KT")
    for who in ("unit_head:VH", "case_officer:KT", "reception"):
        assert "pass_to_unit" not in offered(office, who, dossier)
        with pytest.raises(NotAllowed):
            pass_to(office, who, dossier, "VH")
    elsewhere, _officials = scenes.open_beside("H24.07", "Sở Xây dựng Thí Dụ")
    office.units["XA"] = people.open_unit(
        agency_id=elsewhere.pk,
        code="XA",
        name="Phòng Nơi Khác",
        kind="division",
        valid_from=SINCE,
        by=SYSTEM,
        at=office.now,
    )
    with pytest.raises(operations.UnitUnfit):
        pass_to(office, "leader", dossier, "XA")
    assert "pass_to_unit" in offered(office, "leader", dossier)


def test_a_leader_gives_to_anyone_competent_a_head_only_within_the_unit(office, permit):
    dossier = at_appraisal(office, permit)
    stranger = office.officials["case_officer:VH"]
    with pytest.raises(NotAllowed):
        office.does("unit_head:KT", "assign", dossier, official_id=stranger.id)
    with pytest.raises(NotAllowed):
        office.does("leader", "assign", dossier, official_id=office.officials["clerk"].id)
    office.does("leader", "assign", dossier, official_id=stranger.id)
    step = step_of(dossier)
    assert (step.assignee_id, step.unit_id) == (stranger.id, office.units["VH"].pk)
    assert waits_for(office, "case_officer:VH", dossier)
    office.does("case_officer:VH", "take", dossier)
    office.does("leader", "assign", dossier, official_id=office.officials["case_officer"].id)
    office.does("case_officer", "take", dossier)


def test_a_stand_in_takes_over_what_an_absent_colleague_had_taken(office, permit):
    dossier = at_appraisal(office, permit)
    office.does("case_officer:KT", "take", dossier)
    assert not waits_for(office, "case_officer:VH", dossier)
    people.record_absence(
        official_id=office.officials["case_officer:KT"].id, agency_id=office.agency.pk,
        delegate_id=office.officials["case_officer:VH"].id, starts_at=office.now,
        ends_at=office.now + dt.timedelta(days=2), reason="Đi công tác", by=SYSTEM, at=office.now,
    )  # fmt: skip
    office.now += dt.timedelta(minutes=1)
    assert waits_for(office, "case_officer:VH", dossier)
    action = offered(office, "case_officer:VH", dossier)["take"]
    assert (action.label, action.on_behalf_of) == ("Nhận việc thay Chuyên viên KT", "Chuyên viên KT")
    office.does("case_officer:VH", "take", dossier)
    step = step_of(dossier)
    assert (step.receiver["name"], step.receiver["acts_for"]) == ("Chuyên viên VH", "Chuyên viên KT")
    assert "take" not in offered(office, "case_officer:VH", dossier)
    office.now += dt.timedelta(days=3)
    assert not waits_for(office, "case_officer:VH", dossier)
    with pytest.raises(NotAllowed):
        office.does("case_officer:VH", "take", dossier)
    assert waits_for(office, "case_officer:KT", dossier), "it is with its owner again"


def test_nobody_takes_what_another_has_taken(office, permit):
    dossier = at_appraisal(office, permit)
    office.does("case_officer:KT", "take", dossier)
    with pytest.raises((Stale, NotAllowed)):
        office.does("case_officer", "take", dossier)


def test_the_limit_of_the_open_step_follows_a_new_promise(office, permit, monkeypatch):
    paper = scenes.PDF
    monkeypatch.setattr(slips.printing, "print_paper", lambda **_: paper)
    monkeypatch.setattr(apologies.signing, "sign_paper", lambda *, pdf, **_: pdf)
    monkeypatch.setattr(apologies.signing, "seal_paper", lambda *, pdf, **_: pdf)
    dossier = at_appraisal(office, permit)
    step, promised = step_of(dossier), Dossier.objects.get(pk=dossier.pk).due_at
    new_day = promised.date() + dt.timedelta(days=7)
    office.does("case_officer", "prepare_apology", dossier, reason="complex", words="Chờ khảo sát", new_day=new_day)
    office.does("leader", "sign_apology", dossier)
    dossier.refresh_from_db()
    won = workdays.working_minutes(promised, dossier.due_at)
    assert workdays.working_minutes(step.due_at, step_of(dossier).due_at) == won > 0


def test_a_dossier_that_counts_as_late_is_listed_as_late(office, permit):
    dossier = at_appraisal(office, permit)
    Dossier.objects.filter(pk=dossier.pk).update(late_since=office.now, late_ground="Yêu cầu bổ sung quá một lần")
    office.does("case_officer:KT", "take", dossier)
    item = WorkItem.objects.get(dossier=dossier)
    assert item.due_at > office.now
    grants = powers.grants(official_id=office.officials["case_officer:KT"].id, at=office.now)
    counters = queries.counters(grants=grants, now=office.now)
    assert (counters.total, counters.late, counters.soon + counters.running) == (1, 1, 0)
    for clock, number in (("late", 1), ("soon", 0), ("ok", 0), ("none", 0)):
        assert len(queries.work_list(grants=grants, clock=clock, now=office.now).rows) == number
    assert [row.pk for row in queries.late_list(agency_ids=[office.agency.pk], now=office.now).rows] == [item.pk]


def test_the_desk_offers_units_and_people_with_their_load(office, permit, client, monkeypatch):
    dossier = at_appraisal(office, permit)
    monkeypatch.setattr("django.utils.timezone.now", lambda: office.now)
    leader = office.officials["leader"]
    client.force_login(
        accounts.open_account(
            official_id=leader.id, username="leader", password="mua-xuan-tren-song-cam", by=SYSTEM, at=office.now
        )
    )
    act = {code: reverse("desk:act", args=[dossier.public_id, code]) for code in ("assign", "pass_to_unit")}
    page = client.get(act["assign"]).content.decode()
    assert "Chuyên viên VH, Phòng Văn hóa (0 việc đang mở)" in page
    page = client.get(act["pass_to_unit"]).content.decode()
    assert "Phòng Văn hóa" in page
    assert "Phòng Kinh tế</label>" not in page
    step = {"buoc": step_of(dossier).pk, "phong": office.units["VH"].pk}
    assert client.post(act["pass_to_unit"], step).status_code == 422
    assert client.post(act["pass_to_unit"], {**step, "ly_do": "Thuộc phòng bạn", "ca_sau": "1"}).status_code == 302
    assert step_of(dossier).unit_id == office.units["VH"].pk
