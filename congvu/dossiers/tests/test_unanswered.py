"""A supplement request nobody answers: reminders, a row for the officer, one press that closes it."""

import threading

import pytest
from django.db import connection

from congvu.audit.models import Entry
from congvu.dossiers import operations, queries
from congvu.dossiers.models import Dossier, WorkItem
from congvu.dossiers.tasks import watch_supplements
from congvu.dossiers.tests import scenes
from congvu.kit.errors import NotAllowed, Stale
from congvu.kit.resting import resting
from congvu.notices.models import Notice

ITEM = {"kind": "field", "pointer": "child.full_name", "label": "Họ, chữ đệm và tên", "problem": "Viết hoa chữ cái đầu"}


def _asked(commune, *, begun=False):
    """File and ask on Friday 20 November 2026; the last day is Wednesday 2 December, as the 24th is a holiday."""
    dossier = commune.submit()
    if begun:
        commune.does("reception", "accept", dossier)
        commune.does("case_officer", "take", dossier)
    role = "case_officer" if begun else "reception"
    return commune.does(role, "request_supplement", dossier, items=[ITEM], reason="Sai tên", contact="Lê Văn Ví Dụ")


def _tick(commune, text):
    commune.now = scenes.at(text)
    watch_supplements(timestamp=int(commune.now.timestamp()))


def _notices(dossier, template):
    return Notice.objects.filter(subject=dossier.subject, template=template).count()


def test_the_request_has_the_last_day_of_the_sheet(commune):
    request = _asked(commune).supplement_requests.get()
    assert request.answer_by == scenes.at("2026-12-02 17:00")
    assert "17:00 ngày 02/12/2026" in Notice.objects.get(template="supplement_requested").body_vi


def test_the_owner_is_reminded_once_for_each_day_of_the_sheet(commune):
    dossier = _asked(commune)
    for moment, so_far in [
        ("2026-11-26 09:00", 0),
        ("2026-11-27 09:00", 1),
        ("2026-11-27 09:10", 1),
        ("2026-11-30 09:00", 1),
        ("2026-12-01 09:00", 2),
        ("2026-12-02 16:50", 2),
        ("2026-12-02 17:10", 2),
    ]:
        _tick(commune, moment)
        assert _notices(dossier, "supplement_reminder") == so_far, moment


def test_run_out_time_moves_nothing_but_shows_the_row(commune):
    dossier = _asked(commune, begun=True)
    _tick(commune, "2026-12-02 16:50")
    assert not WorkItem.objects.filter(dossier=dossier).exists()
    _tick(commune, "2026-12-02 17:10")
    _tick(commune, "2026-12-01 17:20")
    dossier.refresh_from_db()
    assert dossier.state == 5
    row = WorkItem.objects.get(dossier=dossier)
    assert (row.kind, row.role, row.due_at) == ("unanswered", "case_officer", None)
    assert _notices(dossier, "supplement_overdue") == 1
    assert Entry.objects.filter(subject=dossier.subject, action="dossier.note_unanswered").count() == 1


def test_while_a_city_lives_by_another_clock_the_timer_of_today_leaves_its_requests_alone(commune):
    _asked(commune, begun=True)
    begun, done = threading.Event(), threading.Event()

    def live():
        with resting():
            begun.set()
            done.wait(30)
        connection.close()

    city = threading.Thread(target=live)
    city.start()
    assert begun.wait(30)
    _tick(commune, "2026-12-02 17:10")
    done.set()
    city.join()
    assert not WorkItem.objects.filter(kind="unanswered").exists()
    _tick(commune, "2026-12-02 17:20")
    assert WorkItem.objects.filter(kind="unanswered").exists(), "what it missed it finds the next time"


def test_the_officer_closes_it_on_the_sheets_ground(commune):
    dossier = _asked(commune, begun=True)
    _tick(commune, "2026-12-02 17:10")
    closed = commune.does("case_officer", "close_unanswered", dossier)
    assert closed.state == 8
    assert "301/2026/NĐ-CP" in closed.clock_entries.get(kind="end").law
    assert "Quá thời hạn bổ sung (17:00 ngày 02/12/2026)" in closed.moves.get(after=8).note
    assert _notices(dossier, "dossier_stopped") == 1
    assert not WorkItem.objects.filter(dossier=dossier).exists()
    assert not queries.waiting_for_supplement()


def test_before_the_time_is_over_nobody_closes_it(commune):
    dossier = _asked(commune)
    with pytest.raises(operations.StillWaiting):
        commune.does("reception", "close_unanswered", dossier)


def test_who_has_no_part_in_it_cannot_close_it(commune):
    dossier = _asked(commune)
    _tick(commune, "2026-12-02 17:10")
    with pytest.raises(NotAllowed):
        commune.does("clerk", "close_unanswered", dossier)


def test_a_late_answer_still_counts_until_it_is_closed(commune):
    dossier = _asked(commune)
    _tick(commune, "2026-12-02 17:10")
    values = dict(Dossier.objects.get(pk=dossier.pk).values)
    values["child"] = {**values["child"], "full_name": "Trần Thị Đúng"}
    operations.supplement(dossier_id=dossier.pk, values=values, by=commune.citizen, at=commune.now)
    assert WorkItem.objects.get(dossier=dossier).kind == "receive"
    with pytest.raises(Stale):
        commune.does("reception", "close_unanswered", dossier)
