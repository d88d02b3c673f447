"""A day of rest decreed after the promise: proposed, accepted or left, and never silent."""

import copy
import datetime as dt

import pytest
from django.db import transaction

from congvu.dossiers import operations, tasks
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import CalendarChange, Dossier, NewDay, Promise
from congvu.dossiers.tests import scenes
from congvu.kit import outbox
from congvu.kit.errors import NotAllowed
from congvu.notices.models import Notice
from congvu.signing import operations as signing
from congvu.workdays import operations as workdays

STORM = dt.date(2026, 11, 19)


@pytest.fixture(scope="module")
def ward(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        commune = scenes.open_commune(folders=[scenes.FOLDER])
        version = commune.version
        version.sheet["limit"] = {**version.sheet["limit"], "value": 5, "unit": "working_day"}
        version.sheet["limit"].pop("cutoff", None)
        version.save()
        yield commune
        transaction.set_rollback(True)


@pytest.fixture
def commune(ward, db):
    here = copy.copy(ward)
    here.now = scenes.at("2026-11-16 08:00")
    return here


def working(commune, key):
    answers = copy.deepcopy(commune.answers())
    answers["child"]["birth_date"] = answers["birth_note"]["date"] = "2026-11-10"
    dossier = commune.submit(key, values=answers)
    commune.does("reception", "accept", dossier)
    return Dossier.objects.get(pk=dossier.pk)


def deliver():
    while outbox.deliver_due(limit=20):
        pass


def storm(commune, at="2026-11-18 16:00"):
    commune.now = scenes.at(at)
    workdays.set_day(day=STORM, kind="off", reason="Nghỉ tránh bão số 14", by=scenes.SYSTEM, at=commune.now)
    deliver()
    return dossiers.open_change()


def test_a_storm_proposes_and_one_decision_promises_anew(commune, monkeypatch):
    hit, over, waiting = working(commune, "hit"), working(commune, "over"), working(commune, "waiting")
    commune.does("case_officer", "take", over)
    commune.does("leader", "refuse", over, reason="Không đủ điều kiện")
    commune.does("case_officer", "take", waiting)
    commune.does("cashier", "require_payment", waiting, amount=8000, reason="Lệ phí bản sao")
    before = hit.due_at
    assert before == scenes.at("2026-11-23 17:00")
    change = storm(commune)
    assert Dossier.objects.get(pk=hit.pk).due_at == before, "a calendar changes no promise"
    [row] = change.days.all()
    assert (row.dossier_id, row.old_due_at, row.new_due_at) == (hit.pk, before, scenes.at("2026-11-25 17:00"))
    [listed] = dossiers.new_days(change).rows
    told = dossiers.account_in_short(dossier=listed.dossier, due_at=listed.old_due_at)
    proposed = dossiers.account_of_new_day(day=listed)
    assert [(one.due_at, one.days[-1].kind, one.days[-1].total) for one in (told, proposed)] == [
        (before, "due", 5),
        (row.new_due_at, "due", 5),
    ]
    assert [day.reason for day in proposed.days if day.date == STORM] == ["Nghỉ tránh bão số 14"]

    with pytest.raises(NotAllowed):
        operations.accept_new_days(change_id=change.pk, by=commune.officials["leader"], at=commune.now)
    operations.accept_new_days(change_id=change.pk, by=scenes.SYSTEM, at=commune.now)
    monkeypatch.setattr(tasks.timezone, "now", lambda: commune.now)
    tasks.give_new_days(change.pk)
    tasks.give_new_days(change.pk)  # a job that runs twice promises once
    promised = Dossier.objects.get(pk=hit.pk)
    assert promised.due_at == scenes.at("2026-11-25 17:00")
    last = promised.promises.last()
    assert last.kind == Promise.Kind.CALENDAR
    assert {"date": "2026-11-19", "reason": "Nghỉ tránh bão số 14"} in last.skipped
    assert promised.promises.count() == 2
    assert Notice.objects.filter(template="dossier_day_changed", subject=hit.subject).count() == 1
    assert promised.legs.get().due_at == promised.due_at
    change.refresh_from_db()
    assert change.state == CalendarChange.State.DONE
    with pytest.raises(operations.ChangeDecided):
        operations.leave_days(change_id=change.pk, by=scenes.SYSTEM, at=commune.now)


def test_it_stands_outside_the_one_reappointment(commune, settings, tmp_path):
    settings.VAR = tmp_path
    leader = commune.officials["leader"].id
    signing.make_demo_keys(by=scenes.SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[commune.agency.pk])
    dossier = working(commune, "k")
    change = storm(commune)
    operations.accept_new_days(change_id=change.pk, by=scenes.SYSTEM, at=commune.now)
    operations.give_new_days(change_id=change.pk, at=commune.now)
    commune.does("case_officer", "prepare_apology", dossier, reason="complex", new_day=dt.date(2026, 11, 30))
    assert commune.does("leader", "sign_apology", dossier).due_at == scenes.at("2026-11-30 17:00")
    workdays.set_day(
        day=dt.date(2026, 11, 30), kind="off", reason="Nghỉ tránh bão số 15", by=scenes.SYSTEM, at=commune.now
    )
    deliver()
    again = dossiers.open_change()
    operations.accept_new_days(change_id=again.pk, by=scenes.SYSTEM, at=commune.now)
    operations.give_new_days(change_id=again.pk, at=commune.now)
    moved = Dossier.objects.get(pk=dossier.pk)
    assert moved.due_at == scenes.at("2026-12-01 17:00")
    assert moved.late_since is None
    assert [row.kind for row in moved.promises.order_by("id")] == ["confirmed", "calendar", "reappointed", "calendar"]


def test_who_leaves_the_days_leaves_them(commune):
    dossier = working(commune, "k")
    change = storm(commune)
    operations.leave_days(change_id=change.pk, by=scenes.SYSTEM, at=commune.now)
    assert operations.give_new_days(change_id=change.pk, at=commune.now) == 0
    kept = Dossier.objects.get(pk=dossier.pk)
    assert (kept.due_at, kept.promises.count()) == (dossier.due_at, 1)
    assert dossiers.open_change() is None


def test_a_dossier_done_meanwhile_needs_no_new_day(commune):
    dossier = working(commune, "k")
    change = storm(commune)
    commune.does("case_officer", "take", dossier)
    commune.does("leader", "refuse", dossier, reason="Không đủ điều kiện")
    operations.accept_new_days(change_id=change.pk, by=scenes.SYSTEM, at=commune.now)
    assert operations.give_new_days(change_id=change.pk, at=commune.now) == 0
    assert change.days.get().state == NewDay.State.GONE


def test_a_decision_taken_back_proposes_nothing(commune):
    working(commune, "k")
    assert storm(commune) is not None
    workdays.clear_day(day=STORM, by=scenes.SYSTEM, at=commune.now)
    deliver()
    assert dossiers.open_change() is None


def test_a_day_worked_after_all_brings_no_promise_forward(commune):
    dossier = working(commune, "k")
    commune.now = scenes.at("2026-11-18 16:00")
    workdays.set_day(day=dt.date(2026, 11, 21), kind="worked", reason="Làm bù", by=scenes.SYSTEM, at=commune.now)
    deliver()
    assert dossiers.open_change() is None
    assert Dossier.objects.get(pk=dossier.pk).due_at == dossier.due_at
