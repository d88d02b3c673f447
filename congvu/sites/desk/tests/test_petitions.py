"""Petitions at the desk: from the list to the published answer; other agencies see nothing."""

import pytest
from django.urls import reverse

from congvu.dossiers.tests import scenes
from congvu.feedback.models import Petition
from congvu.feedback.tests.scenes import in_every_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(commune):
    return in_every_state(agency=commune.agency, officials=commune.officials, at=commune.now)


def test_lists_and_pages_show_each_state(commune, found, sit):
    client = sit(commune, "leader")
    tabs = {
        "waiting": "received",
        "working": "accepted",
        "asked": "asked",
        "to_publish": "answered",
        "ended": "published",
    }
    for tab, name in tabs.items():
        page = client.get(reverse("desk:petitions"), {"muc": tab}).content.decode()
        assert found[name].number in page
        assert client.get(reverse("desk:petition", args=[found[name].public_id])).status_code == 200


def test_a_leader_answers_and_publishes_what_was_prepared(commune, found, sit):
    client, petition = sit(commune, "leader"), found["accepted"]
    deed = lambda name: reverse("desk:petition_deed", args=[petition.public_id, name])  # noqa: E731
    client.post(deed("prepare"), {"text": "Đã mở thêm quầy số 4."})
    assert "quầy số 4" in client.get(reverse("desk:petition", args=[petition.public_id])).content.decode()
    assert client.post(deed("answer"), {"text": "Đã mở thêm quầy số 4."}).status_code == 422
    client.post(deed("answer"), {"text": "Đã mở thêm quầy số 4.", "is_founded": "1"})
    words = {"title": "Chờ lâu", "text": "Chờ của Trần Văn Thử", "answer": "Đã mở thêm quầy số 4."}
    refused = client.post(deed("publish"), words)
    assert refused.status_code == 422
    assert "cho biết người gửi là ai" in refused.content.decode()
    client.post(deed("publish"), {**words, "text": "Chờ hai giờ"})
    petition.refresh_from_db()
    assert (petition.state, petition.is_founded) == ("published", True)


def test_reception_sorts_but_does_not_answer(commune, found, sit):
    client = sit(commune, "reception")
    page = client.get(reverse("desk:petition", args=[found["accepted"].public_id])).content.decode()
    assert "Lưu dự thảo" in page
    assert "Trả lời người gửi" not in page
    answer = client.post(
        reverse("desk:petition_deed", args=[found["accepted"].public_id, "answer"]), {"text": "x", "is_founded": "1"}
    )
    assert answer.status_code == 403


def test_a_secret_identity_is_on_no_page_until_a_leader_asks_for_it(commune, found, sit):
    Petition.objects.filter(pk=found["received"].pk).update(is_confidential=True)
    client, address = sit(commune, "leader"), reverse("desk:petition", args=[found["received"].public_id])
    assert "Trần Văn Thử" not in client.get(address).content.decode()
    reveal = reverse("desk:petition_deed", args=[found["received"].public_id, "reveal"])
    assert client.post(reveal, {"reason": " "}).status_code == 422
    assert "Trần Văn Thử" in client.post(reveal, {"reason": "Mời làm việc"}).content.decode()
    assert "Trần Văn Thử" not in client.get(address).content.decode()


def test_another_agency_opens_nothing(commune, found, sit):
    elsewhere = scenes.open_commune("H24.901", "Ủy ban nhân dân phường Khác")
    client = sit(elsewhere, "leader")
    assert client.get(reverse("desk:petition", args=[found["received"].public_id])).status_code == 403
    assert found["received"].number not in client.get(reverse("desk:petitions")).content.decode()


def test_what_came_by_telephone_is_written_down(commune, sit):
    client = sit(commune, "clerk")
    typed = {
        "about": "other",
        "title": "Đường ngập",
        "text": "Ngập.",
        "name": "Bà Thử",
        "address": "Ngõ 3",
        "phone": "0912345678",
    }
    assert client.post(reverse("desk:petition_record"), {**typed, "channel": "portal2"}).status_code == 422
    client.post(reverse("desk:petition_record"), {**typed, "channel": "phone"})
    petition = Petition.objects.get()
    assert (petition.channel, petition.agency) == ("phone", commune.agency)
