"""Asked twice, promised anew: what the clock allows, what it lets count as late, and what the citizen is told."""

import copy
import datetime as dt

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from congvu.audit import queries as audit
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers import operations, tasks
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import ClockEntry, Dossier, Promise, Slip, WorkItem
from congvu.dossiers.operations import clock
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.kit.errors import NotAllowed, Stale
from congvu.notices.models import Notice
from congvu.people import queries as people
from congvu.signing import operations as signing
from congvu.signing.queries import verify

ITEM = {"kind": "field", "pointer": "child.full_name", "label": "Họ tên trẻ", "problem": "Ghi như giấy chứng sinh"}
AGAIN = {"items": [ITEM], "reason": "Sai tên", "contact": "0225 000 000"}
GROUND = "Luật Hộ tịch 2014 Đ.16.2"


def working(commune, key="k1"):
    """A dossier taken in on Monday 16 November 2026, promised for the Monday after."""
    answers = copy.deepcopy(commune.answers())
    answers["child"]["birth_date"] = answers["birth_note"]["date"] = "2026-11-10"
    dossier = commune.submit(key, values=answers)
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    return Dossier.objects.get(pk=dossier.pk)


def mend(commune, dossier):
    commune.now += dt.timedelta(minutes=10)
    return operations.supplement(dossier_id=dossier.pk, values=dossier.values, by=commune.citizen, at=commune.now)


@pytest.fixture(scope="module")
def ward(django_db_setup, django_db_blocker, tmp_path_factory):
    """A ward whose births may take five working days, with the key of its head."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(VAR=tmp_path_factory.mktemp("keys")):
        commune = scenes.open_commune(folders=[scenes.FOLDER])
        leader = commune.officials["leader"].id
        signing.make_demo_keys(by=scenes.SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[commune.agency.pk])
        version = commune.version
        version.sheet["limit"] = {**version.sheet["limit"], "value": 5, "unit": "working_day"}
        version.sheet["limit"].pop("cutoff", None)
        version.save()
        yield commune
        transaction.set_rollback(True)


@pytest.fixture
def long_limit(ward, db):
    commune = copy.copy(ward)
    commune.__dict__.pop("version", None)
    commune.now = scenes.at("2026-11-16 08:00")
    return commune


def offered(commune, dossier, role):
    grants = people.grants(official_id=commune.officials[role].id, at=commune.now)
    fresh = Dossier.objects.get(pk=dossier.pk)
    return {action.code for action in dossiers.actions_for(dossier=fresh, grants=grants, at=commune.now)}


def prepare(commune, dossier, day="2026-11-26", **more):
    return commune.does(
        "case_officer", "prepare_apology", dossier, reason="complex", new_day=dt.date.fromisoformat(day), **more
    )


def test_an_apology_a_day_before_gives_a_new_day_once(long_limit):
    commune = long_limit
    dossier = working(commune)
    assert timezone.localdate(dossier.due_at) == dt.date(2026, 11, 23)
    commune.now = scenes.at("2026-11-20 09:00")
    prepare(commune, dossier, words="Chờ xác minh ở nơi cư trú cũ")
    assert WorkItem.objects.filter(dossier=dossier, kind="apology", role="leader").count() == 1
    assert "sign_apology" in offered(commune, dossier, "leader")
    assert "sign_apology" not in offered(commune, dossier, "case_officer")
    with pytest.raises(NotAllowed):
        commune.does("case_officer", "sign_apology", dossier)
    signed = commune.does("leader", "sign_apology", dossier)

    assert signed.due_at == scenes.at("2026-11-26 17:00")
    assert signed.late_since is None
    assert not WorkItem.objects.filter(dossier=dossier, kind="apology").exists()
    apology = signed.apologies.get()
    assert (apology.in_time, apology.number) == (True, "1/PXL")
    assert apology.slip.kind == Slip.Kind.APOLOGY
    with files.open_use(files.use(apology.slip.file_use)) as pdf:
        report = verify(pdf.read(), at=commune.now)
    assert [one.field for one in report.signatures] == ["signature", "seal"]
    assert report.all_good
    assert [one.field for one in report.personal] == ["signature"]
    promise = signed.promises.last()
    assert promise.kind == Promise.Kind.REAPPOINTED
    assert promise.counted[-1] == "2026-11-26"
    assert [row["date"] for row in promise.skipped] == ["2026-11-21", "2026-11-22", "2026-11-24"]
    notice = Notice.objects.get(template="dossier_apology")
    assert "26/11/2026" in notice.body_vi
    assert "Hồ sơ phức tạp, phải xác minh thêm. Chờ xác minh ở nơi cư trú cũ" in notice.body_vi
    assert dossiers.lateness_of(dossier.pk).fault == "agency"
    assert [entry.action for entry in audit.entries(subject=dossier.subject)].count("dossier.sign_apology") == 1

    assert "prepare_apology" not in offered(commune, dossier, "case_officer")
    with pytest.raises(operations.ReappointedAlready):
        prepare(commune, dossier, "2026-11-30")


def test_an_apology_on_the_day_itself_is_sent_and_the_dossier_counts_as_late(long_limit):
    commune = long_limit
    dossier = working(commune)
    commune.now = scenes.at("2026-11-23 08:00")
    prepare(commune, dossier)
    signed = commune.does("leader", "sign_apology", dossier)
    assert signed.due_at == scenes.at("2026-11-26 17:00")
    assert signed.late_since == commune.now
    assert "Đ.19.9" in signed.late_ground
    assert signed.apologies.get().in_time is False


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-11-23", "sau ngày đã hẹn"), ("2026-11-29", "ngày nghỉ"), ("2026-11-17", "sau ngày đã hẹn")],
)
def test_the_new_day_is_a_later_working_day(long_limit, day, words):
    dossier = working(long_limit)
    with pytest.raises(operations.DayNotFit, match=words):
        prepare(long_limit, dossier, day)


def test_a_reason_that_is_not_on_the_list_is_refused(long_limit):
    dossier = working(long_limit)
    with pytest.raises(operations.ReasonUnknown):
        long_limit.does("case_officer", "prepare_apology", dossier, reason="vui", new_day=dt.date(2026, 11, 26))


def test_an_apology_falls_away_with_the_day_it_was_prepared_for(long_limit):
    """Papers are asked for meanwhile: the clock restarts, and the head cannot sign for a day that is gone."""
    commune = long_limit
    dossier = working(commune)
    prepare(commune, dossier)
    commune.does("case_officer", "request_supplement", dossier, **AGAIN)
    commune.now += dt.timedelta(days=1)
    mend(commune, Dossier.objects.get(pk=dossier.pk))
    with pytest.raises(Stale, match="Ngày hẹn đã đổi"):
        commune.does("leader", "sign_apology", dossier)
    commune.does("case_officer", "drop_apology", dossier)
    assert not WorkItem.objects.filter(dossier=dossier, kind="apology").exists()


def test_a_stop_after_a_reappointment_moves_the_given_day(long_limit):
    commune = long_limit
    dossier = working(commune)
    prepare(commune, dossier)
    commune.does("leader", "sign_apology", dossier)
    commune.now = scenes.at("2026-11-23 09:00")
    commune.does("cashier", "require_payment", dossier, amount=8000, reason="Lệ phí bản sao")
    commune.now = scenes.at("2026-11-30 09:00")
    paid = commune.does("cashier", "record_payment", dossier, receipt="00000012")
    assert paid.due_at == scenes.at("2026-12-02 17:00")
    skipped = {row["date"]: row["reason"] for row in paid.promises.last().skipped}
    assert skipped["2026-11-25"] == "Chờ người nộp thực hiện nghĩa vụ tài chính"
    assert "prepare_apology" not in offered(commune, dossier, "case_officer")


RESTARTED = [
    # given by apology, asked again, mended; promised then, days that were left of the given day where they are kept
    ("2026-12-07", "2026-11-23 09:00", "2026-11-25 10:00", "2026-12-08", 9),
    ("2026-12-07", "2026-11-23 09:00", "2026-11-28 10:00", "2026-12-10", 9),
    ("2026-12-03", "2026-11-27 16:00", "2026-12-01 08:00", "2026-12-08", None),
    ("2026-11-26", "2026-11-23 09:00", "2026-11-25 10:00", "2026-12-02", None),
    ("2026-12-07", "2026-12-07 09:00", "2026-12-09 10:00", "2026-12-16", None),
    ("2026-12-07", "2026-12-08 09:00", "2026-12-09 10:00", "2026-12-16", None),
]


@pytest.mark.parametrize(("given", "asked", "mended", "promised", "kept"), RESTARTED)
def test_from_zero_or_what_was_left_of_the_day_given_whichever_is_later(
    long_limit, given, asked, mended, promised, kept
):
    """Five working days; 24 November 2026 is a holiday. What was left of the day given is never lost."""
    commune = long_limit
    dossier = working(commune)
    commune.does("case_officer", "request_supplement", dossier, **AGAIN)
    mend(commune, Dossier.objects.get(pk=dossier.pk))
    commune.now = scenes.at("2026-11-20 09:00")
    prepare(commune, dossier, given)
    commune.does("leader", "sign_apology", dossier)
    commune.now = scenes.at(asked) - dt.timedelta(minutes=10)
    commune.does("leader", "request_supplement", dossier, **AGAIN, ground=GROUND)
    commune.now = scenes.at(mended) - dt.timedelta(minutes=10)
    due = mend(commune, Dossier.objects.get(pk=dossier.pk))
    assert due.due_at == scenes.at(f"{promised} 17:00")
    last = due.promises.last()
    assert (last.kind, last.due_at) == (Promise.Kind.RESTARTED, due.due_at)
    assert last.counted[-1] == promised
    assert len(last.counted) == (kept or 5)
    assert (f"còn {kept} ngày làm việc" in last.reason) == (kept is not None)
    account = dossiers.date_accounts(dossier=due, at=commune.now)[0]
    assert (account.due_at, account.reason) == (due.due_at, last.reason)
    assert [day.number for day in account.days if day.kind == "due"] == [kept or 5]


OUTAGES = [
    ("2026-11-20 15:00", "2026-11-23 15:00", "2026-11-27"),
    ("2026-11-23 09:00", "2026-11-23 11:00", "2026-11-26"),
    ("2026-11-27 08:00", "2026-11-30 10:00", "2026-11-26"),
]


@pytest.mark.parametrize(("since", "until", "promised"), OUTAGES)
def test_an_outage_gives_a_reappointed_day_back_what_it_took_and_is_no_second_reappointment(
    long_limit, since, until, promised
):
    """A day given by apology moves on by the working days that were left; a day that had passed stays broken."""
    commune = long_limit
    dossier = working(commune)
    commune.now = scenes.at("2026-11-20 09:00")
    prepare(commune, dossier, "2026-11-26")
    commune.does("leader", "sign_apology", dossier)
    due = Dossier.objects.get(pk=dossier.pk)
    began, ended = scenes.at(since), scenes.at(until)
    turn = {"happened_at": began, "recorded_at": ended, "reason": "Hệ thống gián đoạn", "by": scenes.SYSTEM.snapshot()}
    ClockEntry.objects.create(dossier=due, kind=ClockEntry.Kind.OUTAGE, **turn)
    again = {"since": began, "until": ended, "reason": turn["reason"], "by": scenes.SYSTEM, "at": ended}
    clock.give_back(due, **again)
    assert due.due_at == due.legs.get().due_at == scenes.at(f"{promised} 17:00")
    last = due.promises.last()
    assert (last.kind, last.due_at, last.reason) == (Promise.Kind.RESTARTED, due.due_at, "Hệ thống gián đoạn")
    assert due.promises.filter(kind=Promise.Kind.REAPPOINTED).count() == 1
    account = dossiers.date_accounts(dossier=due, at=ended)[0]
    assert (account.due_at, account.days[-1].kind, account.reason) == (due.due_at, "due", last.reason)


def test_a_promise_that_was_broken_before_papers_were_asked_for_stays_broken(long_limit):
    """Within the three days in which papers may be asked for; counting from zero makes no late dossier timely."""
    commune = long_limit
    version = ProcedureVersion.objects.get(pk=commune.version.pk)
    version.sheet["limit"]["value"] = 1
    version.save()
    dossier = working(commune)
    assert timezone.localdate(dossier.due_at) == dt.date(2026, 11, 17)
    commune.now = scenes.at("2026-11-18 09:00")
    commune.does("case_officer", "request_supplement", dossier, **AGAIN)
    mended = mend(commune, Dossier.objects.get(pk=dossier.pk))
    assert mended.due_at == scenes.at("2026-11-19 17:00")
    assert mended.late_since == commune.now
    assert "quá ngày hẹn" in mended.late_ground
    assert dossiers.is_late(mended, at=commune.now)


def test_papers_are_asked_for_within_three_working_days_as_the_rule_of_that_day_says(long_limit):
    commune = long_limit
    dossier = working(commune)
    operations.set_clock_rule(
        code="supplement_window",
        value="1 working_day",
        legal_basis="NĐ 999/2026 Đ.1",
        valid_from=dt.date(2026, 11, 19),
        by=scenes.SYSTEM,
        at=commune.now,
    )
    commune.now = scenes.at("2026-11-18 10:00")
    assert "request_supplement" in offered(commune, dossier, "case_officer")
    commune.now = scenes.at("2026-11-19 10:00")
    assert "request_supplement" not in offered(commune, dossier, "case_officer")
    with pytest.raises(operations.TooLateToAsk, match="1 ngày làm việc"):
        commune.does("case_officer", "request_supplement", dossier, **AGAIN)


def test_the_window_of_the_procedure_wins(long_limit):
    commune = long_limit
    law = {"act": "NĐ 1/2026/NĐ-CP", "article": "Đ.2"}
    commune.version.sheet["supplement_window"] = {"value": 4, "unit": "working_day", "law": law}
    commune.version.save()
    dossier = working(commune)
    assert dossiers.last_moment_to_ask(dossier, at=commune.now) == scenes.at("2026-11-20 17:00")


def test_papers_are_asked_for_again_only_by_a_leader_with_a_ground_and_then_it_counts_as_late(long_limit):
    commune = long_limit
    dossier = working(commune)
    commune.does("case_officer", "request_supplement", dossier, **AGAIN)
    mend(commune, Dossier.objects.get(pk=dossier.pk))
    assert "request_supplement" not in offered(commune, dossier, "case_officer")
    assert "request_supplement" in offered(commune, dossier, "leader")
    for role, ground in (("case_officer", GROUND), ("leader", "  ")):
        with pytest.raises(operations.SupplementAskedTwice):
            commune.does(role, "request_supplement", dossier, **AGAIN, ground=ground)
    asked = commune.does("leader", "request_supplement", dossier, **AGAIN, ground=GROUND)
    assert asked.late_since == commune.now
    assert GROUND in asked.late_ground
    assert asked.clock_entries.last().law == GROUND
    mended = mend(commune, Dossier.objects.get(pk=dossier.pk))
    assert dossiers.is_late(mended, at=commune.now)
    done = commune.does("leader", "refuse", dossier, reason="Không đủ điều kiện")
    assert done.done_at < done.due_at
    assert dossiers.scores(dossier=done).promised == "late"


def test_an_early_result_is_told_before_it_is_returned(long_limit):
    commune = long_limit
    dossier = working(commune)
    commune.does("leader", "refuse", dossier, reason="Không đủ điều kiện")
    notice = Notice.objects.get(template="result_early")
    assert "23/11/2026" in notice.body_vi
    commune.does("return_desk", "return_result", dossier, receiver="Nguyễn Thị Hồng Ánh")
    assert Notice.objects.get(template="result_returned").at > notice.at


def test_why_it_is_late_is_chosen_from_the_list_that_the_province_keeps(long_limit):
    commune = long_limit
    dossier = working(commune)
    with pytest.raises(operations.RuleRefused):
        commune.does("case_officer", "explain_lateness", dossier, reason="officer")
    own = operations.set_lateness_reason(name="Mất điện toàn tỉnh", fault="system", by=scenes.SYSTEM, at=commune.now)
    operations.set_lateness_reason(
        code="officer", name="Cán bộ chậm", fault="agency", is_open=False, by=scenes.SYSTEM, at=commune.now
    )
    commune.now = scenes.at("2026-11-24 09:00")
    assert "explain_lateness" in offered(commune, dossier, "case_officer")
    with pytest.raises(operations.ReasonUnknown):
        commune.does("case_officer", "explain_lateness", dossier, reason="officer")
    commune.does("case_officer", "explain_lateness", dossier, reason=own.code, words="Cả ngày 23/11")
    assert dossiers.lateness_of(dossier.pk).name == "Mất điện toàn tỉnh"


def test_who_holds_it_is_warned_once_and_the_head_gets_the_sum_each_working_morning(long_limit):
    commune = long_limit
    dossier = working(commune)
    officer = commune.officials["case_officer"].id
    assert dossier.soon_at == scenes.at("2026-11-20 00:00")
    tasks.warn_holders(timestamp=scenes.at("2026-11-19 16:00").timestamp())
    assert not Notice.objects.filter(template="deadline_soon").exists()
    for hour in ("08:00", "08:10"):
        tasks.warn_holders(timestamp=scenes.at(f"2026-11-20 {hour}").timestamp())
    warned = Notice.objects.get(template="deadline_soon")
    assert (warned.official_id, warned.subject) == (officer, dossier.subject)
    assert "22/11/2026" in warned.body_vi
    for day in ("2026-11-20", "2026-11-21", "2026-11-25"):  # Friday, a day of rest, past the day
        tasks.tell_heads(timestamp=scenes.at(f"{day} 07:45").timestamp())
    told = Notice.objects.filter(template="deadline_head").order_by("at")
    assert [(row.official_id, row.title_vi[:38]) for row in told] == [
        (commune.officials["leader"].id, "0 hồ sơ quá hạn, 1 hồ sơ sắp đến hạn ở"),
        (commune.officials["leader"].id, "1 hồ sơ quá hạn, 0 hồ sơ sắp đến hạn ở"),
    ]


def test_shares_of_the_warning_are_the_provinces(long_limit):
    commune = long_limit
    operations.set_clock_rule(
        code="soon_days",
        value="2",
        legal_basis="QĐ 12/QĐ-UBND",
        valid_from=dt.date(2026, 11, 16),
        by=scenes.SYSTEM,
        at=commune.now,
    )
    assert working(commune).soon_at == scenes.at("2026-11-19 00:00")
