"""Every date opens its account: promises old and new, the law's limit, what was asked, legs and steps."""

import copy
import datetime as dt

import pytest
from django.db import transaction

from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.processes import queries as processes

NAMES = {"items": [{"kind": "field", "pointer": "child.full_name", "label": "Họ tên trẻ", "problem": "Sai dấu"}]}


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """A dossier of five working days (the law gives seven) that waited two days for its owner, then for money."""
    with django_db_blocker.unblock(), transaction.atomic():
        commune = scenes.open_commune(folders=[scenes.FOLDER])
        version = commune.version
        limit = {**version.sheet["limit"], "value": 5, "unit": "working_day", "restart": "resume"}
        limit.pop("cutoff", None)
        limit["statutory"] = {"value": 7, "unit": "working_day", "law": {"act": "Luật Hộ tịch 2014"}}
        version.sheet["limit"] = limit
        version.save()
        commune.now = scenes.at("2026-11-16 08:00")
        answers = copy.deepcopy(commune.answers())
        answers["child"]["birth_date"] = answers["birth_note"]["date"] = "2026-11-10"
        dossier = commune.submit("dates", values=answers)
        commune.does("reception", "accept", dossier)
        commune.does("case_officer", "take", dossier)
        commune.does("case_officer", "request_supplement", dossier, **NAMES, reason="Sai tên", contact="")
        commune.now = scenes.at("2026-11-18 09:00")
        fresh = Dossier.objects.get(pk=dossier.pk)
        operations.supplement(dossier_id=dossier.pk, values=fresh.values, by=commune.citizen, at=commune.now)
        yield commune, Dossier.objects.select_related("version").get(pk=dossier.pk)
        transaction.set_rollback(True)


@pytest.fixture
def accounts(lived):
    commune, dossier = lived
    return dossiers.date_accounts(dossier=dossier, at=commune.now)


def days(account):
    return [(f"{day.date:%d/%m}", day.kind, day.number, day.reason) for day in account.days]


def test_the_promise_says_which_days_counted_and_who_stopped_it(lived, accounts):
    _commune, dossier = lived
    now, before = accounts[:2]
    assert (now.is_past, before.is_past) == (False, True)
    assert before.due_at == scenes.at("2026-11-23 17:00")
    assert now.due_at == dossier.due_at == scenes.at("2026-11-26 17:00")
    assert days(now) == [
        ("16/11", "received", 0, ""),
        ("17/11", "rest", 0, "Chờ người nộp bổ sung"),
        ("18/11", "rest", 0, "Chờ người nộp bổ sung"),
        ("19/11", "counted", 1, ""),
        ("20/11", "counted", 2, ""),
        ("21/11", "rest", 0, "Nghỉ hằng tuần (thứ Bảy)"),
        ("22/11", "rest", 0, "Nghỉ hằng tuần (Chủ nhật)"),
        ("23/11", "counted", 3, ""),
        ("24/11", "rest", 0, "Ngày Văn hóa Việt Nam"),
        ("25/11", "counted", 4, ""),
        ("26/11", "due", 5, ""),
    ]
    assert [(turn.kind, turn.by["name"]) for turn in now.turns] == [
        ("start", "Lê Văn Ví Dụ"),
        ("stop", "Phạm Thị Thử"),
        ("resume", "Nguyễn Thị Hồng Ánh"),
    ]


def test_the_laws_limit_and_the_legs_count_the_same_stops(accounts):
    law = next(row for row in accounts if row.title == "Hạn theo luật")
    leg = next(row for row in accounts if row.title.startswith("Phần việc"))
    assert law.days[-1].total == 7
    assert leg.due_at == accounts[0].due_at
    assert leg.days[-1].total == 5
    assert ("17/11", "rest", 0, "Chờ người nộp bổ sung (Phạm Thị Thử)") in days(leg)


def test_what_the_owner_has_to_answer_by_is_counted_too(lived, accounts):
    _commune, dossier = lived
    [answer] = [row for row in accounts if row.title == "Người nộp bổ sung trước"]
    assert answer.due_at == dossier.supplement_requests.get().answer_by
    assert answer.days[-1].date == answer.due_at.astimezone(scenes.HANOI).date()


def test_each_step_with_a_limit_has_its_account(lived):
    _commune, dossier = lived
    limited = [step for step in processes.steps(dossier.run_id) if step.due_at]
    found = dossiers.step_accounts(dossier=dossier)
    assert [row.due_at for row in found] == [step.due_at for step in limited]
    assert found
    last = found[-1]
    assert "giờ làm việc" in last.limit
    assert any(turn.kind == "stop" for row in found for turn in row.turns)


def test_a_provisional_day_has_its_account_before_anybody_competent_took_it_in(db):
    commune = scenes.open_commune(folders=[scenes.FOLDER])
    other = scenes.people.open_agency(
        code="H24.901",
        name="Ủy ban nhân dân xã Khác",
        kind="commune",
        valid_from=dt.date(2026, 1, 1),
        by=scenes.SYSTEM,
        at=commune.now,
    )
    dossier = commune.submit("away", competent_agency_id=other.pk)
    commune.does("reception", "accept", dossier)
    [account, *_rest] = dossiers.date_accounts(dossier=Dossier.objects.get(pk=dossier.pk), at=commune.now)
    assert account.title.startswith("Tạm hẹn")
    assert account.days
