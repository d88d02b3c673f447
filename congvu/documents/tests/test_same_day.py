"""What arrives is registered the day it comes, what is numbered leaves by the next: the clerk's list and the report."""

import datetime as dt

import pytest

from congvu.documents import operations
from congvu.documents.tests.arriving import delivered, open_office, shares
from congvu.documents.tests.drafts import open_sending

pytestmark = pytest.mark.django_db


def test_what_comes_after_work_on_friday_is_in_time_on_monday_and_late_on_tuesday():
    office = open_office()
    office.now = friday = office.now.replace(hour=18)  # 20/11/2026
    documents = [office.arrival(code=f"{number}/X", arrived_at=friday) for number in (1, 2)]
    until = documents[0].holdings.get(task="receive").due_at
    assert until.date() == dt.date(2026, 11, 23)
    office.now = friday + dt.timedelta(days=2, hours=15)  # Monday nine o'clock
    operations.register(document_id=documents[0].pk, **office.by("clerk"))
    assert shares(office.agency, office.now)["late_registration"] == (0, 1)
    office.now += dt.timedelta(days=2)
    operations.register(document_id=documents[1].pk, **office.by("clerk"))
    assert shares(office.agency, office.now)["late_registration"] == (1, 2)


def test_urgent_waits_for_nothing_and_silence_of_a_day_is_counted():
    sender, office = open_office("H24.78", "Sở Gửi"), open_office()
    urgent = office.arrival(urgency=3, arrived_at=office.now)
    assert urgent.holdings.get(task="receive").due_at == urgent.arrived_at
    arrival = delivered(sender, office).arrival
    held = arrival.holdings.get(task="receive")
    held.due_at = office.now + dt.timedelta(hours=3)
    held.save()
    assert shares(office.agency, office.now)["no_acknowledgement"] == (0, 1)
    assert shares(office.agency, office.now + dt.timedelta(hours=4))["no_acknowledgement"] == (1, 1)


def test_numbered_document_that_lies_two_days_was_issued_late(settings, tmp_path):
    settings.VAR = tmp_path
    sending = open_sending()
    quick, slow = sending.brought("issue"), sending.brought("seal")
    assert shares(quick.agency, sending.office.now)["late_issue"] == (0, 1)
    sending.office.now += dt.timedelta(days=6)
    operations.issue(document_id=slow.pk, **sending.office.by("clerk"))
    assert shares(quick.agency, sending.office.now)["late_issue"] == (1, 2)
