"""Reminders before a paper ends: once, in time, made up for, never to who refuses."""

import datetime as dt

import pytest

from congvu.dossiers.tests import scenes
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.notices.models import Notice
from congvu.vault import operations, queries
from congvu.vault.models import Reminder

pytestmark = pytest.mark.django_db
NOW = scenes.at("2026-11-20 09:00")


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        commune = scenes.open_commune(folders=[scenes.FOLDER])
        commune.admin = scenes.hire(commune.agency, "province_admin", "Quản trị", "Công chức")
        yield commune
        transaction.set_rollback(True)


def rule(town, days=30, level=1, **more):
    asked = {"paper_kind": "power_of_attorney", "procedure_code": "1.001193", "legal_basis": "NĐ 224/2026 Đ.16"}
    asked |= {"valid_from": NOW.date(), "by": town.admin, "at": NOW, "days_before": days, "level": level}
    return operations.set_reminder(**{**asked, **more})


def paper(town, ends, origin="test:1"):
    return operations.keep(
        owner_id=town.mother.pk, agency_id=town.agency.pk, kind="power_of_attorney",
        name="Giấy ủy quyền", number="12/UQ",
        valid_from=dt.date(2026, 1, 1), valid_to=ends, origin=origin, by=scenes.SYSTEM, at=NOW,
    )  # fmt: skip


def day(number):
    return NOW + dt.timedelta(days=number)


def test_one_is_reminded_once_when_the_day_has_come(town):
    rule(town)
    paper(town, (NOW + dt.timedelta(days=41)).date())  # its last day is 40 days away
    assert operations.remind(at=NOW) == 0
    assert operations.remind(at=day(9)) == 0
    assert operations.remind(at=day(10)) == 1
    assert operations.remind(at=day(11)) == 0
    notice = Notice.objects.get(template="paper_ends")
    assert "30/12/2026" in notice.title_vi
    assert notice.path == f"/nhac-viec/{Reminder.objects.get().public_id}/"


def test_a_missed_day_is_made_up_for_and_the_nearer_rule_speaks_alone(town):
    rule(town, days=30)
    rule(town, days=7, level=2)
    paper(town, (NOW + dt.timedelta(days=5)).date())
    assert operations.remind(at=NOW) == 1
    assert (
        Notice.objects.get(party_id=town.mother.pk, template__startswith="paper_ends").template == "paper_ends_prepared"
    )


def test_each_rule_speaks_in_its_turn(town):
    rule(town, days=30)
    rule(town, days=7)
    paper(town, (NOW + dt.timedelta(days=31)).date())
    assert [operations.remind(at=day(number)) for number in (0, 10, 23, 24)] == [1, 0, 1, 0]


def test_who_refuses_is_left_alone_until_they_change_their_mind(town):
    rule(town)
    paper(town, (NOW + dt.timedelta(days=5)).date())
    me = Actor(kind=ActorKind.CITIZEN, id=town.mother.pk, name=town.mother.name)
    operations.choose_reminders(party_id=town.mother.pk, wanted=False, by=me, at=NOW)
    assert operations.remind(at=NOW) == 0
    with pytest.raises(NotAllowed):
        operations.choose_reminders(party_id=town.mother.pk, wanted=True, by=town.admin, at=NOW)
    operations.choose_reminders(party_id=town.mother.pk, wanted=True, by=me, at=NOW)
    assert queries.wants_reminders(party_id=town.mother.pk)
    assert operations.remind(at=NOW) == 1


def test_revoked_and_ended_papers_remind_nobody(town):
    rule(town)
    paper(town, NOW.date())
    gone = paper(town, (NOW + dt.timedelta(days=5)).date(), "test:2")
    operations.revoke(public_id=gone.public_id, reason="Cấp sai", by=town.officials["leader"], at=NOW)
    assert operations.remind(at=NOW) == 0


def test_an_ended_rule_reminds_no_more(town):
    made = rule(town)
    operations.end_reminder(rule_id=made.pk, by=town.admin, at=NOW)
    paper(town, (NOW + dt.timedelta(days=5)).date())
    assert operations.remind(at=day(1)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 0},
        {"level": 3},
        {"procedure_code": "9.999999"},
        {"valid_from": dt.date(2026, 11, 19)},
        {"legal_basis": " "},
    ],
)
def test_a_rule_that_says_nothing_is_refused(town, wrong):
    with pytest.raises(operations.ReminderRefused):
        rule(town, **wrong)
    with pytest.raises(NotAllowed):
        rule(town, by=town.officials["leader"])
