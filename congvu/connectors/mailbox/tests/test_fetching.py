"""A mailbox is fetched with the real imaplib over TLS: each message once, whatever happens in between."""

import email
import email.policy
import json
from dataclasses import replace
from email.message import EmailMessage

import pytest
from django.utils import timezone

from congvu.audit.models import Entry
from congvu.connectors.mailbox import checks, client
from congvu.connectors.mailbox.accounts import AccountsUnreadable, accounts
from congvu.connectors.mailbox.client import MailboxDown
from congvu.connectors.mailbox.connector import AgencyUnknown, fetch
from congvu.connectors.mailbox.letters import demo_letters
from congvu.connectors.mailbox.tests.conftest import USER, message
from congvu.documents import operations, queries
from congvu.documents.models import Mailbox, MailboxLetter
from congvu.files import hooks
from congvu.files.models import FileUse
from congvu.files.queries import ScannerSilent
from congvu.kit.selfcheck import State

pytestmark = pytest.mark.django_db


def inbox(post, name="INBOX"):
    return post.folder(USER, name)


def letters(state=None):
    found = MailboxLetter.objects.order_by("uid")
    return list(found.filter(state=state) if state else found)


def living(letter):
    return list(FileUse.objects.filter(owner=letter.shelf, released_at=None))


def test_a_message_fetched_twice_is_kept_once_and_then_moved(office, post, account):
    one = message()
    inbox(post).add(one)
    assert fetch(account) is False
    (letter,) = letters()
    assert (letter.state, letter.subject, letter.sender_name) == ("waiting", "Mời họp", "Sở Xa")
    assert [use.name for use in living(letter)] == ["giay-moi-1.pdf"]
    assert (len(inbox(post).messages), letter.is_filed) == (0, True)
    (moved,) = inbox(post, "Cong vu").messages.values()
    assert "\\Seen" in moved.flags
    inbox(post).add(b"Received: from mx2.example\r\n" + one)  # delivered twice, by another way
    fetch(account)
    assert len(letters()) == 1
    inbox(post).uid_validity, inbox(post).next_uid = 99, 1  # the server numbers anew
    inbox(post).add(one)
    fetch(account)
    (letter,) = letters()
    assert (letter.uid_validity, letter.is_filed, len(living(letter))) == (99, True, 1)
    assert Mailbox.objects.get().last_uid == 1


def test_the_server_gone_in_the_middle_loses_and_doubles_nothing(office, post, account):
    for number in range(1, 6):
        inbox(post).add(message(number))
    post.breaks_after = 2
    with pytest.raises(MailboxDown):
        fetch(account)
    assert (len(letters()), len(inbox(post).messages)) == (2, 3)
    box = Mailbox.objects.get()
    assert box.fetched_at is None
    assert box.problem
    post.breaks_after = 0
    fetch(account)
    assert [letter.state for letter in letters()] == ["waiting"] * 5
    assert (len(inbox(post).messages), len(inbox(post, "Cong vu").messages)) == (0, 5)
    box.refresh_from_db()
    assert (box.problem, box.last_uid) == ("", 5)
    assert box.fetched_at


def test_what_was_kept_before_the_line_broke_is_marked_by_the_next_run(office, post, account, monkeypatch):
    inbox(post).add(message())

    def broken(self, uid):
        raise MailboxDown("gone")

    with monkeypatch.context() as patch:
        patch.setattr(client.Inbox, "file", broken)
        with pytest.raises(MailboxDown):
            fetch(account)
    assert (letters()[0].is_filed, len(inbox(post).messages)) == (False, 1)
    fetch(account)
    assert (letters()[0].is_filed, len(inbox(post).messages), len(letters())) == (True, 0, 1)


def test_a_secret_leaves_no_word_and_no_file_here(office, post, account):
    inbox(post).add(message(1, subject="Kế hoạch Alpha", text="Độ mật: Mật\nNội dung"))
    inbox(post).add(message(2))
    fetch(account)
    secret, plain = letters()
    assert (secret.state, plain.state) == ("aside", "waiting")
    assert "mật" in secret.reason
    assert (secret.subject, secret.sender, secret.sender_name, secret.said) == ("", "", "", "")
    assert not FileUse.objects.filter(name__contains="giay-moi-1").exists()
    assert Entry.objects.filter(action="documents.refuse_secret").exists()
    assert not Entry.objects.filter(label__contains="Alpha").exists()
    assert list(inbox(post).messages) == [1]  # it stays where it came, unread


def test_what_cannot_be_taken_is_put_aside_with_its_reason_and_stops_nothing(office, post, account):
    inbox(post).add(b"\x00\xff this is no message")
    inbox(post).add(message(2, pages=0))
    broken = EmailMessage()
    broken["From"], broken["Subject"] = "Sở Xa <vanthu@soxa.example>", "Tệp hỏng"
    broken.add_attachment(b"%PDF-1.7 cut off", maintype="application", subtype="pdf", filename="hong.pdf")
    inbox(post).add(broken.as_bytes())
    inbox(post).add(
        b"From: a@b\r\nSubject: =?utf-8?b?\xff\xfe?=\r\nContent-Type: multipart/mixed; boundary\r\n\r\n--\r\n"
    )
    inbox(post).add(message(5))
    fetch(account)
    assert [letter.state for letter in letters()] == ["aside", "aside", "aside", "aside", "waiting"]
    assert all(letter.reason for letter in letters("aside"))
    assert list(inbox(post).messages) == [1, 2, 3, 4]
    (state,) = queries.boxes()
    assert (state.waiting, state.aside, state.address) == (1, 4, USER)
    fetch(account)
    assert len(letters()) == 5


def test_a_message_too_large_is_not_even_fetched(office, post, account, monkeypatch):
    monkeypatch.setattr("congvu.connectors.mailbox.connector.MOST_BYTES", 2000)
    inbox(post).add(message(1, text="a " * 4000))
    inbox(post).add(message(2, pages=0, text="short"))
    fetch(account)
    assert "60 MB" in letters()[0].reason
    assert (post.sent, len(letters())) == (1, 2)


def test_no_scanner_no_letter_and_the_next_run_brings_it(office, post, account, monkeypatch):
    class Silent:
        name = "silent"

        def finding(self, stream):
            raise ScannerSilent

    inbox(post).add(message())
    with monkeypatch.context() as patch:
        patch.setattr(hooks, "scanner", Silent)
        with pytest.raises(ScannerSilent):
            fetch(account)
    assert (letters(), len(inbox(post).messages)) == ([], 1)
    fetch(account)
    assert [letter.state for letter in letters()] == ["waiting"]


def test_a_hundred_messages_come_in_two_runs_in_their_order(office, post, account, monkeypatch):
    monkeypatch.setattr("congvu.connectors.mailbox.connector.MOST_A_RUN", 60)
    for number in range(1, 101):
        inbox(post).add(message(number, pages=int(number % 10 == 0)))
    assert fetch(account) is True
    assert len(letters()) == 60
    assert fetch(account) is False
    assert [letter.uid for letter in letters()] == list(range(1, 101))
    assert [letter.uid for letter in letters("waiting")] == list(range(10, 101, 10))
    assert len(inbox(post, "Cong vu").messages) == 10


def test_files_of_signed_and_forwarded_messages_are_found(office, post, account):
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "Ban C <c@c.example>", "Công văn"
    inner.set_content("Xin gửi.")
    inner.add_attachment(b"x" * 10, maintype="application", subtype="zip", filename="la.zip")
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "Sở Xa <vanthu@soxa.example>", "Chuyển tiếp"
    outer.set_content("Chuyển tiếp.")
    outer.add_attachment(inner)
    raw = message(7)
    forwarded = EmailMessage()
    forwarded["From"], forwarded["Subject"] = "Sở Xa <vanthu@soxa.example>", "Fwd"
    forwarded.set_content("Chuyển.")
    forwarded.add_attachment(email.message_from_bytes(raw, policy=email.policy.default))
    inbox(post).add(outer.as_bytes())
    inbox(post).add(forwarded.as_bytes())
    fetch(account)
    first, second = letters()
    assert first.state == "aside"  # a ZIP is not taken
    assert (second.state, [use.name for use in living(second)]) == ("waiting", ["giay-moi-7.pdf"])


def test_without_a_folder_messages_stay_and_are_marked(office, post, account):
    inbox(post).add(message())
    fetch(replace(account, filed=""))
    (one,) = inbox(post).messages.values()
    assert "\\Seen" in one.flags


def test_an_old_server_copies_and_deletes_only_ours(office, post, account):
    post.capabilities = "IMAP4rev1 UIDPLUS"
    inbox(post).add(message(1))
    inbox(post).add(message(2, pages=0), flags={"\\Deleted"})
    fetch(account)
    assert list(inbox(post).messages) == [2]
    assert len(inbox(post, "Cong vu").messages) == 1


def test_a_wrong_password_and_a_stranger_server_are_told_and_nothing_is_sent_in_the_clear(office, post, account):
    with pytest.raises(MailboxDown, match="AUTHENTICATIONFAILED"):
        fetch(replace(account, password="wrong"))
    assert "AUTHENTICATIONFAILED" in Mailbox.objects.get().problem
    with pytest.raises(MailboxDown, match=r"(?i)certificate"):
        fetch(replace(account, ca=""))
    with pytest.raises(AgencyUnknown):
        fetch(replace(account, agency_code="H24.00"))
    assert "wrong" not in repr(replace(account, password="wrong"))


def test_two_clerks_at_one_message_and_only_one_document(office, post, account):
    from congvu.documents.tests.arriving import letter as kind

    inbox(post).add(message())
    fetch(account)
    (letter,) = letters()
    _letter, mail = operations.open_letter(letter_id=letter.public_id, **office.by("clerk"))
    again = operations.open_letter(letter_id=letter.public_id, **office.by("clerk"))[1]
    facts = {"kind_id": kind().pk, "organ_name": "Sở Xa", "subject": "Mời họp", "came_by": "email"}

    def taken(found):
        given = operations.ArrivalIn(**facts, files=[str(use.pk) for use in found.files], letter=str(letter.public_id))
        return operations.take_in(agency_id=office.agency.pk, given=given, **office.by("clerk"))

    document = taken(mail)
    assert document.arrived_at == letter.arrived_at
    with pytest.raises(operations.ArrivalIncomplete, match="đã có người"):
        taken(again)
    letter.refresh_from_db()
    assert (letter.state, letter.document_id, living(letter)) == ("taken", document.pk, [])
    with pytest.raises(operations.LetterGone):
        operations.close_letter(letter_id=letter.public_id, reason="thư rác", **office.by("clerk"))


def test_the_file_of_accounts_is_read_with_care_and_the_check_says_how_it_stands(
    office, post, account, settings, tmp_path
):
    path = tmp_path / "mailboxes.json"
    settings.MAILBOX_ACCOUNTS, settings.DEMO = str(path), False
    for wrong in ("", "[]", '{"H24.77": {"host": "a"}}', '{"H24.77": {"host": "a", "user": "b", "password": 3}}'):
        path.write_text(wrong)
        with pytest.raises(AccountsUnreadable):
            accounts()
    row = {"host": "localhost", "user": USER, "password": post.secret, "port": account.port, "ca": account.ca}
    path.write_text(json.dumps({"H24.77": row}))
    path.chmod(0o644)
    assert [one.id for one in checks.mailboxes_are_safe(None)] == ["congvu.E133"]
    path.chmod(0o600)
    assert checks.mailboxes_are_safe(None) == []
    assert [one.state for one in checks.check()] == [State.GOOD, State.GOOD]
    path.write_text(json.dumps({"H24.77": {**row, "security": "none"}}))
    assert [one.id for one in checks.mailboxes_are_safe(None)] == ["congvu.E132"]


def test_the_demos_messages_are_one_to_register_and_two_to_look_at(office, post, account):
    for content in demo_letters(at=timezone.localtime()):
        inbox(post).add(content)
    fetch(account)
    assert [letter.state for letter in letters()] == ["waiting", "aside", "aside"]
    _letter, mail = operations.open_letter(letter_id=letters()[0].public_id, **office.by("clerk"))
    read = operations.read_upload(use_id=str(mail.files[0].pk), **office.by("clerk"))
    assert read.values["code"] == "47/HNCT-VP"
