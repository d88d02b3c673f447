"""Petitions on the portal: sent by a visitor, followed by code, read by everybody without a name."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from congvu.feedback.models import Petition
from congvu.feedback.tests import scenes as petitions
from congvu.files.models import FileUse
from congvu.people.models import Agency
from congvu.sites.portal.tests import scenes

TYPED = {
    "about": "delay",
    "title": "Chờ hai giờ",
    "text": "Chờ hai giờ mà không ai giải thích.",
    "name": "Trần Văn Thử",
    "address": "12 đường Ví Dụ",
    "phone": "0912345678",
}


def test_a_visitor_sends_with_a_file_and_follows(commune, client):
    files = [SimpleUploadedFile("anh.pdf", scenes.PDF)]
    answer = client.post(reverse("portal:petition_send"), {**TYPED, "agency": commune.pk, "files": files})
    petition = Petition.objects.get()
    assert answer["Location"] == reverse("portal:petition_follow", args=[petition.follow_code])
    page = client.get(answer["Location"])
    assert "Chờ phân loại" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert FileUse.objects.filter(owner=petition.subject, released_at=None).count() == 1
    assert petition.sender is None
    assert petition.agency == commune


def test_what_is_missing_is_named_and_the_rest_stays(commune, client):
    answer = client.post(reverse("portal:petition_send"), {**TYPED, "phone": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#phone"' in page
    assert "12 đường Ví Dụ" in page
    assert not Petition.objects.exists()


def test_a_file_that_is_none_is_refused(commune, client):
    files = [SimpleUploadedFile("anh.pdf", b"<script>alert(1)</script>")]
    answer = client.post(reverse("portal:petition_send"), {**TYPED, "files": files})
    assert answer.status_code == 422
    assert not Petition.objects.exists()


def test_a_citizen_sends_under_the_name_of_the_login_and_finds_it_again(commune, as_mother, mother):
    as_mother.post(reverse("portal:petition_send"), {**TYPED, "agency": commune.pk, "name": "Ai đó khác"})
    assert Petition.objects.get().sender_name == mother.party.name
    assert "Chờ hai giờ" in as_mother.get(reverse("portal:petitions_mine")).content.decode()


def test_the_public_page_names_nobody_and_others_are_closed(commune, client):
    found = petitions.in_every_state(agency=commune, officials=commune.staff, at=timezone.now())
    assert "Chờ lâu" in client.get(reverse("portal:petitions"), {"q": "cho lau"}).content.decode()
    page = client.get(reverse("portal:petition_public", args=[found["published"].public_id])).content.decode()
    for private in ("Trần Văn Thử", "0912", "12 đường", "thu@example.vn", found["published"].follow_code):
        assert private not in page
    assert client.get(reverse("portal:petition_public", args=[found["answered"].public_id])).status_code == 404


def test_the_sender_says_more_judges_and_withdraws_by_code(commune, client):
    found = petitions.in_every_state(agency=commune, officials=commune.staff, at=timezone.now())
    to = {name: reverse("portal:petition_follow", args=[one.follow_code]) for name, one in found.items()}
    assert client.post(to["asked"], {"deed": "complete", "text": " "}).status_code == 422
    client.post(to["asked"], {"deed": "complete", "text": "Quầy 3"})
    client.post(to["answered"], {"deed": "rate", "score": "4"})
    client.post(to["received"], {"deed": "withdraw"})
    states = {name: Petition.objects.get(pk=one.pk) for name, one in found.items()}
    assert states["asked"].state == "received"
    assert states["answered"].satisfaction == 4
    assert states["received"].state == "withdrawn"


def test_unknown_codes_are_said_in_words_and_counted(commune, client, settings):
    settings.LOOKUPS_PER_MINUTE = 2
    address = reverse("portal:petition_follow", args=["PA-AAAA-AAAA-AAAA"])
    told = [client.get(address, REMOTE_ADDR="203.0.113.99").status_code for _time in range(3)]
    assert told == [404, 404, 429]


def test_an_agency_that_is_none_is_not_taken(commune, client):
    client.post(reverse("portal:petition_send"), {**TYPED, "agency": "999999"})
    assert Petition.objects.get().agency == Agency.objects.get()
