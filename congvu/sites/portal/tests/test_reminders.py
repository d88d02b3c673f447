"""A reminder is followed to a dossier prepared beforehand; nobody else opens it; it can be refused."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from congvu.dossiers.tests.scenes import hire
from congvu.forms.models import Draft
from congvu.indicators.measures import Ratio, Span, measured
from congvu.sites.portal.tests import scenes
from congvu.vault import operations
from congvu.vault.models import Reminder, ReminderRefusal


def reminded(commune, account, level):
    now, today = timezone.now(), timezone.localdate()
    admin = hire(commune, "province_admin", "Quản trị", "Công chức", code=f"admin-{level}")
    operations.set_reminder(
        paper_kind="power_of_attorney", days_before=30, procedure_code=scenes.CODE, level=level, valid_from=today,
        legal_basis="NĐ 224/2026 Đ.16", by=admin, at=now,
    )  # fmt: skip
    scenes.keep_paper(account, commune, valid_from=today, valid_to=today + dt.timedelta(days=9))
    operations.remind(at=now)
    return reverse("portal:reminder", args=[Reminder.objects.get().public_id])


def test_the_prepared_dossier_opens_filled_and_once(commune, as_mother, mother):
    address = reminded(commune, mother, 2)
    assert "chuẩn bị sẵn" in as_mother.get(address).content.decode()
    for _time in range(2):
        answer = as_mother.post(address)
    draft = Draft.objects.get()
    assert str(draft.pk) in answer["Location"]
    assert draft.answers["_filing"]["agency_id"] == commune.pk
    assert mother.party.name in str(draft.answers)


def test_a_simple_reminder_leads_to_the_procedure(commune, as_mother, mother):
    page = as_mother.get(reminded(commune, mother, 1)).content.decode()
    assert reverse("portal:file", args=[scenes.CODE]) in page
    assert "chuẩn bị sẵn" not in page


def test_to_others_there_is_none(commune, client, mother):
    address = reminded(commune, mother, 1)
    client.force_login(scenes.citizen("031190009999", "Người Khác"))
    assert client.get(address).status_code == 404


def test_one_refuses_on_the_page_of_channels(commune, as_mother, mother):
    as_mother.post(reverse("portal:reminders_choose"), {"wanted": "0"})
    assert ReminderRefusal.objects.get().party == mother.party
    assert "Nhắc tôi" in as_mother.get(reverse("portal:reach")).content.decode()


def test_a_reminder_that_was_followed_is_counted(commune, as_mother, mother):
    reminded(commune, mother, 1)
    span = Span(start=timezone.now() - dt.timedelta(days=1), end=timezone.now() + dt.timedelta(days=1))
    assert measured(span)["proactive"][commune.pk] == Ratio(0, 1)
    scenes.dossier_of(mother, commune)
    assert measured(span)["proactive"][None] == Ratio(1, 1)
