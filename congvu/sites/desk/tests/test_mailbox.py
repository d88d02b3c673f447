"""The agency's mailbox at the clerk's desk: from the list to the book, or put aside with a reason."""

from email.message import EmailMessage

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.documents import operations
from congvu.documents.models import Document, MailboxLetter
from congvu.documents.tests.arriving import letter as kind
from congvu.documents.tests.arriving import open_office, pdf
from congvu.files import operations as files
from congvu.files.models import FileUse
from congvu.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = open_office()
    found.now = timezone.now()
    return found


@pytest.fixture
def sit(desk, office):
    return lambda role, place=office: desk(place, role)


def came(office, uid=1, subject="Mời họp", files=1):
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "Sở Xa <vt@soxa.example>", subject, f"<{uid}@x>"
    mail.set_content("Kính gửi.")
    if files:
        mail.add_attachment(pdf(uid).getvalue(), maintype="application", subtype="pdf", filename="giay-moi.pdf")
    operations.open_mailbox(agency_id=office.agency.pk, address="vt@sothidu.example", uid_validity=1, at=office.now)
    brought = operations.Brought(uid_validity=1, uid=uid, arrived_at=office.now, content=mail.as_bytes())
    found = operations.receive_letter(agency_id=office.agency.pk, brought=brought, at=office.now)
    operations.note_fetched(agency_id=office.agency.pk, at=office.now)
    return found


def test_a_message_goes_from_the_mailbox_into_the_book(office, sit):
    letter = came(office)
    came(office, uid=2, subject="Hỏi thăm", files=0)
    client, page = sit("clerk"), reverse("desk:arrival_entry")
    list_page = client.get(reverse("desk:arrivals")).content.decode()
    assert "1 thư chờ vào sổ" in list_page
    assert "1 thư để riêng" in list_page
    shown = client.get(reverse("desk:mailbox")).content.decode()
    assert "Mời họp" in shown
    assert "không có tệp đính kèm" in shown
    form = client.post(page, {"letter": letter.public_id, "nut": "thu"})
    typed = form.context["typed"]
    assert (typed.values["subject"], typed.values["organ_name"], typed.values["came_by"]) == (
        "Mời họp",
        "Sở Xa",
        "email",
    )
    use, name = typed.files[0]
    given = {
        "letter": letter.public_id,
        "kept": f"{use}|{name}",
        "organ_name": "Sở Xa",
        "code": "9/GM-SX",
        "kind": kind().pk,
        "subject": "Mời họp",
        "came_by": "email",
        "urgency": "0",
        "arrived_on": typed.values["arrived_on"],
        "nut": "vao-so",
    }
    assert client.post(page, given).status_code == 302
    document = Document.objects.get()
    letter.refresh_from_db()
    assert (letter.state, letter.document) == ("taken", document)
    assert (document.arrival_number, document.came_by, document.files.count()) == (1, "email", 1)
    assert document.arrived_at == letter.arrived_at
    again = client.post(page, {"letter": letter.public_id, "nut": "thu"})
    assert again.status_code == 422
    assert "không còn chờ" in again.content.decode()


def test_a_message_that_is_no_document_goes_with_its_reason(office, sit):
    letter = came(office)
    client, close = sit("clerk"), reverse("desk:mailbox_close", args=[letter.public_id])
    assert client.post(close, {"ly_do": " "}).status_code == 422
    assert client.post(close, {"ly_do": "thư rác"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("closed", "thư rác")
    assert not FileUse.objects.filter(owner=letter.shelf, released_at=None).exists()
    assert "thư rác" in client.get(reverse("desk:mailbox")).content.decode()


def test_a_file_that_turns_out_secret_takes_the_words_of_its_message_with_it(office, sit):
    letter = came(office, subject="Kế hoạch Alpha")
    use = FileUse.objects.get(owner=letter.shelf)
    files.remove_secret(use_id=use.pk, by=SYSTEM, at=office.now)
    operations.strike_letter(shelf=letter.shelf, at=office.now)
    letter.refresh_from_db()
    assert (letter.state, letter.subject, letter.sender) == ("aside", "", "")
    assert "Alpha" not in sit("clerk").get(reverse("desk:mailbox")).content.decode()


def test_another_agencys_clerk_sees_and_closes_nothing_of_it(office, sit):
    letter = came(office)
    stranger = open_office("H24.78", "Sở Khác")
    client = sit("clerk", stranger)
    assert "Mời họp" not in client.get(reverse("desk:mailbox")).content.decode()
    assert client.post(reverse("desk:mailbox_close", args=[letter.public_id]), {"ly_do": "x"}).status_code == 403
    refused = client.post(reverse("desk:arrival_entry"), {"letter": letter.public_id, "nut": "thu"})
    assert refused.status_code == 403
    assert MailboxLetter.objects.get().state == "waiting"


def test_who_is_no_clerk_is_told_so(office, sit):
    assert sit("leader").get(reverse("desk:mailbox")).status_code == 403


def test_the_page_asks_as_often_for_three_messages_as_for_one(office, sit, django_assert_max_num_queries):
    came(office)
    client = sit("clerk")
    client.get(reverse("desk:mailbox"))
    for uid in (2, 3):
        came(office, uid=uid)
    with django_assert_max_num_queries(20):
        client.get(reverse("desk:mailbox"))
