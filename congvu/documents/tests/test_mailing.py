"""Documents that go by e-mail: once, with their files, acknowledged by a link, stopped by a recall."""

import datetime as dt
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.documents import operations
from congvu.documents.models import Delivery, Mailing
from congvu.documents.operations import papers
from congvu.documents.tests.drafts import Sending, open_sending
from congvu.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db
OUTSIDE = {"name": "Công ty Bên Ngoài", "address": "vanthu@congty.example", "way": "email", "role": "to"}


@pytest.fixture
def sending(settings, tmp_path) -> Sending:
    settings.VAR, settings.DEFAULT_FROM_EMAIL = tmp_path, "congvu@tinh.example"
    return open_sending()


@pytest.fixture
def mailed(sending):
    """A decision that was issued to somebody outside the system."""
    document = sending.brought("issue", recipients=[OUTSIDE])
    return document, Mailing.objects.get(delivery__document=document)


def send(sending, mailing) -> Mailing:
    operations.send_mail(delivery_id=mailing.pk, at=sending.office.now)
    mailing.refresh_from_db()
    return mailing


def failing(monkeypatch, problem):
    def send(_self, fail_silently=False):
        raise problem

    monkeypatch.setattr(EmailMessage, "send", send)


def test_letter_leaves_once_with_its_files_and_the_way_to_check_them(sending, mailed):
    document, mailing = mailed
    assert ProcrastinateJob.objects.filter(task_name="documents.mail", args={"delivery_id": mailing.pk}).count() == 1
    assert (mailing.state, document.deliveries.get().sent_at) == ("waiting", None)
    assert send(sending, mailing).state == "sent"
    send(sending, mailing)
    (letter,) = mail.outbox
    assert letter.to == ["vanthu@congty.example"]
    assert letter.from_email == "=?utf-8?b?U+G7nyBUaMOtIEThu6U=?= <congvu@tinh.example>"
    assert letter.subject == "Quyết định 01/QĐ-STD: Về việc thành lập Tổ công tác chuyển đổi số"
    (name, content, mime) = letter.attachments[0]
    assert (content, mime) == (papers.read_main(document), "application/pdf")
    assert name.endswith(".pdf")
    assert reverse("portal:mailed", args=[mailing.token]) in letter.body
    assert reverse("portal:verify") in letter.body


def test_receiver_takes_the_file_and_acknowledges_by_the_link(sending, mailed, client):
    document, mailing = mailed
    send(sending, mailing)
    address = reverse("portal:mailed", args=[mailing.token])
    assert "01/QĐ-STD" in client.get(address).content.decode()
    use = document.files.get(role="main", replaced_at=None).use_id
    file = client.get(reverse("portal:mailed_file", args=[mailing.token, use]))
    assert b"".join(file.streaming_content) == papers.read_main(document)
    draft = document.files.filter(replaced_at__isnull=False)[0].use_id
    assert client.get(reverse("portal:mailed_file", args=[mailing.token, draft])).status_code == 404
    assert client.post(address, {"ho_ten": " "}).status_code == 422
    assert "Lê Thị Nhận" in client.post(address, {"ho_ten": "Lê Thị Nhận, văn thư"}, follow=True).content.decode()
    delivery = document.deliveries.get()
    assert (delivery.status, delivery.reason) == (Delivery.Status.ACCEPTED, "Lê Thị Nhận, văn thư")
    assert client.get(reverse("portal:mailed", args=[document.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (ConnectionRefusedError("no"), "waiting"),
        (SMTPRecipientsRefused({"a": (550, b"unknown")}), "failed"),
        (SMTPRecipientsRefused({"a": (450, b"later")}), "waiting"),
        (SMTPServerDisconnected("in the middle"), "doubtful"),
    ],
)
def test_failure_is_tried_again_or_shown_and_never_sent_twice_unasked(sending, mailed, monkeypatch, problem, state):
    _document, mailing = mailed
    with monkeypatch.context() as patch:
        failing(patch, problem)
        assert send(sending, mailing).state == state
    assert mailing.last_error
    send(sending, mailing)
    assert len(mail.outbox) == (state == "waiting"), "only what surely did not leave goes again by itself"


def test_letter_whose_sender_died_waits_for_a_person(sending, mailed):
    _document, mailing = mailed
    at = sending.office.now
    Mailing.objects.update(state="sending", claimed_until=at)
    assert operations.requeue_mail(at=at + dt.timedelta(minutes=1)) == 1
    assert send(sending, mailing).state == "doubtful"
    assert not mail.outbox
    with pytest.raises(NotAllowed):
        operations.mail_again(delivery_id=mailing.pk, address="a@b.example", **sending.office.by("officer"))
    operations.mail_again(delivery_id=mailing.pk, address="dung@congty.example", **sending.office.by("clerk"))
    assert send(sending, mailing).state == "sent"
    assert mail.outbox[0].to == ["dung@congty.example"]
    with pytest.raises(operations.MailNotOpen):
        operations.mail_again(delivery_id=mailing.pk, address="a@b.example", **sending.office.by("clerk"))


def test_recall_stops_what_has_not_left_and_takes_the_files_from_the_link(sending, mailed, client):
    document, mailing = mailed
    operations.recall(document_id=document.pk, reason="Sai", **sending.office.by("clerk"))
    assert send(sending, mailing).state == "stopped"
    assert not mail.outbox
    assert document.deliveries.get().status == Delivery.Status.RECALL_AGREED
    other = sending.brought("issue", recipients=[OUTSIDE])
    gone = send(sending, Mailing.objects.get(delivery__document=other))
    operations.recall(document_id=other.pk, reason="Sai", **sending.office.by("clerk"))
    page = client.get(reverse("portal:mailed", args=[gone.token])).content.decode()
    assert "đã bị thu hồi" in page
    use = other.files.get(role="main", replaced_at=None).use_id
    assert client.get(reverse("portal:mailed_file", args=[gone.token, use])).status_code == 404
    with pytest.raises(Exception, match="thu hồi"):
        operations.acknowledge(token=gone.token, who="Ai", at=sending.office.now)


def test_what_circulates_inside_goes_to_no_mailbox_outside(sending):
    with pytest.raises(operations.DraftRefused, match="lưu hành nội bộ"):
        sending.begun(circulation="internal", recipients=[OUTSIDE])
    document = sending.brought("issue", circulation="internal")
    with pytest.raises(operations.DraftRefused, match="lưu hành nội bộ"):
        operations.send_to(document_id=document.pk, recipients=[OUTSIDE], **sending.office.by("clerk"))
    assert not Mailing.objects.exists()
