"""A survey written on the control site, answered by QR, told to everybody."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.feedback.models import Survey, SurveyAnswer
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.sites.control.tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(ward):
    since = dt.date(2025, 7, 1)
    people.open_unit(
        agency_id=ward.agency.pk, code="MC", name="Một cửa", kind="desk", valid_from=since, by=SYSTEM, at=timezone.now()
    )
    return ward.agency


def change(client, survey, deed, **data):
    return client.post(reverse("control:survey_change", args=[survey.public_id, deed]), data)


def test_a_survey_goes_from_the_draft_to_everybody(enter, desk):
    admin, today = enter("agency_admin"), timezone.localdate()
    admin.post(reverse("control:surveys"), {"title": "Khảo sát quý IV", "agency": desk.pk})
    survey = Survey.objects.get()
    refused = change(admin, survey, "them-cau", text="Mấy lần?", kind="one", options="Một")
    assert refused.status_code == 422
    assert "Mấy lần?" in refused.content.decode()
    change(admin, survey, "them-cau", text="Hài lòng không?", kind="scale", required="1")
    change(admin, survey, "them-cau", text="Mấy lần?", kind="one", options="Một\nHai", required="1")
    change(admin, survey, "len", number="1")
    change(admin, survey, "sua-cau", number="0", text="Đi mấy lần?", kind="one", options="Một\nHai", required="1")
    survey.refresh_from_db()
    assert [row["text"] for row in survey.questions] == ["Đi mấy lần?", "Hài lòng không?"]
    days = {"opens_on": today.isoformat(), "closes_on": today.isoformat()}
    change(admin, survey, "ghi", title=survey.title, by_link="1", least_shown="3", agencies=[desk.pk], **days)
    change(admin, survey, "mo")
    place = survey.places.get()
    poster = admin.get(reverse("control:survey_poster", args=[survey.public_id, place.pk])).content.decode()
    address = reverse("portal:survey_answer", args=[place.code])
    assert address in poster
    assert "<svg" in poster
    for score in ("5", "5", "2"):
        visitor = Client()
        assert address in visitor.get(reverse("portal:surveys")).content.decode()
        asked = visitor.post(address, {"q1": "0"})
        assert (asked.status_code, 'href="#q2-5"' in asked.content.decode()) == (422, True)
        assert "Cảm ơn" in visitor.post(address, {"q1": "0", "q2": score}).content.decode()
        assert 'type="radio"' not in visitor.get(address).content.decode()  # this device has answered
    assert SurveyAnswer.objects.count() == 3
    results = reverse("portal:survey_results", args=[survey.public_id])
    assert Client().get(results).status_code == 404
    change(admin, survey, "ket-thuc")
    change(admin, survey, "cong-khai")
    page = Client().get(results).content.decode()
    assert "66,7" in page
    assert Client().get(reverse("portal:survey_excel", args=[survey.public_id])).content.startswith(b"PK")
    assert admin.get(reverse("control:survey_excel", args=[survey.public_id])).content.startswith(b"PK")


def test_the_administrator_of_another_agency_sees_and_changes_nothing(enter, desk, neighbour):
    admin = enter("agency_admin")
    admin.post(reverse("control:surveys"), {"title": "Một cửa quý IV", "agency": desk.pk, "sample": "1"})
    survey = Survey.objects.get()
    assert len(survey.questions) == 8
    other = neighbour.hire("n-1", "Người khác", "agency_admin")
    account = accounts.open_account(
        official_id=other.pk, username="n-1", password=PASSWORD, by=SYSTEM, at=timezone.now()
    )
    admin.force_login(account)
    assert admin.get(reverse("control:survey", args=[survey.public_id])).status_code == 403
    assert change(admin, survey, "mo").status_code == 403
    assert admin.get(reverse("control:survey", args=[uuid.uuid4()])).status_code == 404
    assert survey.title not in admin.get(reverse("control:surveys")).content.decode()
