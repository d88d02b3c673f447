"""Verifying elsewhere takes the limit of the law for it: counted from the same start, once, before the day passes."""

import pytest

from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import ClockEntry, Dossier, Promise
from congvu.dossiers.tests import scenes
from congvu.kit.errors import NotAllowed
from congvu.notices.models import Notice
from congvu.people import queries as people
from congvu.processes import queries as processes

WHY = "Nơi sinh ghi khác nhau, hỏi Bệnh viện Phụ sản"


@pytest.fixture
def taken(commune):
    """A birth taken in on Friday 20 November 2026 at ten past nine, due the same day."""
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    return commune.does("case_officer", "take", dossier)


def offered(commune, dossier):
    grants = people.grants(official_id=commune.officials["case_officer"].id, at=commune.now)
    fresh = Dossier.objects.get(pk=dossier.pk)
    return {action.code for action in dossiers.actions_for(dossier=fresh, grants=grants, at=commune.now)}


def test_the_limit_for_verification_counts_from_the_same_start_and_the_citizen_is_told(commune, taken):
    assert taken.due_at == scenes.at("2026-11-20 17:00")
    step_due = processes.open_steps(taken.run_id).first().due_at
    verifying = commune.does("case_officer", "take_time_to_verify", taken, reason=WHY)
    assert verifying.due_at == scenes.at("2026-11-30 17:00")  # five working days; the 24th is a holiday
    promise = verifying.promises.last()
    assert (promise.kind, promise.limit_text) == (Promise.Kind.VERIFYING, "5 working_day")
    assert [len(promise.counted), promise.counted[0]] == [5, "2026-11-23"]
    turn = verifying.clock_entries.last()
    assert (turn.kind, turn.law) == (ClockEntry.Kind.EXTENSION, "60/2014/QH13, Đ.16")
    assert processes.open_steps(taken.run_id).first().due_at > step_due
    notice = Notice.objects.get(template="dossier_verifying")
    assert WHY in notice.body_vi
    assert "30/11/2026" in notice.body_vi
    assert verifying.late_since is None
    assert "prepare_apology" in offered(commune, taken)  # it is no re-appointment


def test_it_is_taken_once_with_a_reason_and_by_who_works_on_it(commune, taken):
    assert "take_time_to_verify" in offered(commune, taken)
    with pytest.raises(operations.ReasonMissing):
        commune.does("case_officer", "take_time_to_verify", taken, reason=" ")
    with pytest.raises(NotAllowed):
        commune.does("clerk", "take_time_to_verify", taken, reason=WHY)
    commune.does("case_officer", "take_time_to_verify", taken, reason=WHY)
    assert "take_time_to_verify" not in offered(commune, taken)
    with pytest.raises(operations.NoTimeToVerify):
        commune.does("case_officer", "take_time_to_verify", taken, reason=WHY)


def test_a_day_that_has_passed_is_not_saved_by_it(commune, taken):
    commune.now = scenes.at("2026-11-23 08:00")
    assert "take_time_to_verify" not in offered(commune, taken)
    with pytest.raises(operations.NoTimeToVerify):
        commune.does("case_officer", "take_time_to_verify", taken, reason=WHY)


def test_a_stop_gives_back_what_was_left_of_the_time_to_verify(commune, taken):
    commune.does("case_officer", "take_time_to_verify", taken, reason=WHY)
    commune.now = scenes.at("2026-11-25 09:00")
    commune.does("cashier", "require_payment", taken, amount=8000, reason="Bản sao")
    commune.now = scenes.at("2026-11-27 09:00")
    paid = commune.does("cashier", "record_payment", taken, receipt="12")
    assert paid.due_at == scenes.at("2026-12-02 17:00")  # three days were left, from the 27th on
    assert paid.promises.last().limit_text == "5 working_day"
