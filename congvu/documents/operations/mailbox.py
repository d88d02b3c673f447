"""What an agency's mailbox brings: each message once and whole; what cannot be taken is put aside.

Fetching itself is a connector's work. A message is marked at the mail server only after it is kept here, and only if it
is: what was put aside stays in the mailbox as it came, for the clerk to look at.
"""

import hashlib
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.audit import operations as audit
from congvu.documents.models import Mailbox, MailboxLetter, shelf_of_letter
from congvu.documents.operations.intake import CLERKS, KINDS, shelf_of
from congvu.documents.operations.mail import (
    MOST_BYTES,
    Mail,
    MailUnreadable,
    name_of,
    read_message,
    sender_of,
    subject_of,
    unpack,
)
from congvu.documents.secrecy import without_secrets
from congvu.files import operations as files
from congvu.files.models import FileUse
from congvu.files.queries import ScannerSilent, ShelfFull, StateSecret
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import NotThere, Refusal
from congvu.kit.text import clean
from congvu.people import queries as people

State = MailboxLetter.State
OPEN = (State.WAITING, State.ASIDE)
STOPS = (ShelfFull, ScannerSilent, OSError, OperationalError)
"""What is wrong with us and not with the message: it is fetched again later."""
SECRET = gettext_lazy(
    "Thư mang dấu chỉ độ mật: không nội dung nào được giữ lại ở đây. Báo ngay người phụ trách bảo vệ bí mật nhà nước, "
    "xử lý thư trong hộp thư theo quy định rồi ghi lại."
)
BROKEN = gettext_lazy("Thư hỏng hoặc không ghi người gửi, máy không đọc được. Mở hộp thư để xem.")
_log = logging.getLogger(__name__)


class LetterGone(Refusal):
    """Somebody dealt with the message meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A message as the mail server gave it."""

    uid_validity: int
    uid: int
    arrived_at: datetime
    content: bytes | None
    """The whole message (RFC 5322); None: larger than :data:`MOST_BYTES` and not fetched."""


@dataclass(slots=True)
class _Judged:
    """What became of a message: its files, or why it was put aside."""

    state: str
    reason: str = ""
    sender: str = ""
    subject: str = ""
    mail: Mail | None = field(default=None)


@transaction.atomic
def open_mailbox(*, agency_id: int, address: str, uid_validity: int, at: datetime) -> Mailbox:
    """Return how far the mailbox was fetched; under another validity the server has numbered its messages anew."""
    box, _made = Mailbox.objects.select_for_update().get_or_create(agency_id=agency_id)
    if box.uid_validity != uid_validity:
        box.uid_validity, box.last_uid = uid_validity, 0
    box.address, box.tried_at = clean(address)[:200], at
    box.save()
    return box


def receive_letter(*, agency_id: int, brought: Brought, at: datetime) -> MailboxLetter:
    """Keep a message with its files, or put it aside with the reason; once. Outside a transaction.

    :raises ShelfFull, ScannerSilent, OSError, OperationalError: nothing can be kept now; fetch it again later
    """
    key = _key(brought)
    known = MailboxLetter.objects.filter(agency_id=agency_id, key=key).first()
    if known is not None:
        return _seen_again(known, brought)
    owner = shelf_of_letter(agency_id, key)
    files.release_all(owners=[owner], by=SYSTEM, at=at)  # of a try that ended in the middle
    return _keep(agency_id, key, brought, _judged(brought, owner, at), at)


def _judged(brought: Brought, owner: str, at: datetime) -> _Judged:
    """Open a message whoever made it: whatever it does to us, it only comes to be put aside."""

    def keep(stream: IO[bytes], name: str) -> FileUse:
        return files.store(stream=stream, name=name, owner=owner, max_bytes=MOST_BYTES, kinds=KINDS, by=SYSTEM, at=at)

    if brought.content is None:
        return _Judged(State.ASIDE, _("Thư lớn hơn 60 MB, chưa tải về."))
    told = _Judged(State.ASIDE)
    try:
        message = read_message(brought.content)
        told.sender, told.subject = sender_of(message), subject_of(message)
        told.mail = unpack(message, keep=keep, by=SYSTEM, at=at)
    except STOPS:
        raise
    except StateSecret:
        return _Judged(State.ASIDE, str(SECRET))
    except MailUnreadable as refusal:
        told.reason = str(refusal) if told.sender else str(BROKEN)
    except Exception as problem:  # hostile: no message may keep those behind it from coming in
        _log.warning("message %s of a mailbox could not be read: %r", brought.uid, problem)
        told = _Judged(State.ASIDE, str(BROKEN))
    else:
        told.state = State.WAITING
    return told


@transaction.atomic
def _keep(agency_id: int, key: str, brought: Brought, judged: _Judged, at: datetime) -> MailboxLetter:
    mail = judged.mail
    letter = MailboxLetter.objects.create(
        agency_id=agency_id,
        key=key,
        uid_validity=brought.uid_validity,
        uid=brought.uid,
        state=judged.state,
        reason=judged.reason[:500],
        sender=judged.sender,
        sender_name=mail.sender if mail else name_of(judged.sender),
        subject=judged.subject,
        said=mail.said if mail else "",
        arrived_at=min(brought.arrived_at, at),
        taken_at=at,
    )
    _go_on(letter)
    data = {"uid": brought.uid, "state": letter.state, "files": len(mail.files) if mail else 0}
    audit.record(action="documents.receive_letter", subject=f"mailbox:{agency_id}", by=SYSTEM, at=at, data=data)
    return letter


@transaction.atomic
def _seen_again(letter: MailboxLetter, brought: Brought) -> MailboxLetter:
    """Note the number under which the server shows a message that is kept already."""
    letter.uid_validity, letter.uid = brought.uid_validity, brought.uid
    letter.is_filed = False
    letter.save(update_fields=["uid_validity", "uid", "is_filed"])
    _go_on(letter)
    return letter


def _go_on(letter: MailboxLetter) -> None:
    Mailbox.objects.filter(
        agency_id=letter.agency_id, uid_validity=letter.uid_validity, last_uid__lt=letter.uid
    ).update(last_uid=letter.uid)


def _key(brought: Brought) -> str:
    """Return what tells a message from others: not its number, nor the marks of its way."""
    if brought.content is None:
        return hashlib.sha256(f"{brought.uid_validity}:{brought.uid}".encode()).hexdigest()
    head, _gap, body = brought.content.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = head.replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n")
    own = sorted(line for line in lines if line.lower().startswith((b"message-id:", b"from:", b"date:", b"subject:")))
    return hashlib.sha256(b"\n".join([*own, b"", body])).hexdigest()


def note_filed(*, letter_id: int) -> None:
    """Keep that the mail server has marked or moved a message."""
    MailboxLetter.objects.filter(pk=letter_id).update(is_filed=True)


def note_fetched(*, agency_id: int, problem: str = "", at: datetime) -> None:
    """Keep how a fetch ended: seen through to the end, or why not."""
    changed: dict[str, object] = {"tried_at": at, "problem": clean(problem)[:500]}
    if not problem:
        changed["fetched_at"] = at
    Mailbox.objects.update_or_create(agency_id=agency_id, defaults=changed)


@transaction.atomic
def open_letter(*, letter_id: UUID, by: Actor, at: datetime) -> tuple[MailboxLetter, Mail]:
    """Put the files of a waiting message on the clerk's shelf, for the entry in the book.

    :raises NotAllowed: unless ``by`` is a clerk of the agency
    :raises LetterGone: it was registered or closed meanwhile
    """
    letter, by = _locked(letter_id, by=by, at=at)
    if letter.state != State.WAITING:
        raise LetterGone(_("Thư này không còn chờ vào sổ."))
    waiting = FileUse.objects.filter(owner=letter.shelf, released_at=None).order_by("at", "id")
    uses = [(use.pk, letter.shelf) for use in sorted(waiting, key=lambda use: use.kind != "pdf")]
    taken = files.pass_all_on(uses=uses, owner=shelf_of(by), by=by, at=at)
    audit.record(action="documents.open_letter", subject=f"mailbox:{letter.agency_id}", by=by, at=at)
    return letter, Mail(subject=letter.subject, sender=letter.sender_name, said=letter.said, files=taken)


@without_secrets("note")
@transaction.atomic
def close_letter(*, letter_id: UUID, reason: str, by: Actor, at: datetime) -> MailboxLetter:
    """Let a message go that is no document, or that was dealt with in the mailbox itself; with the reason.

    The message stays at the mail server; only its files here are let go.

    :raises NotAllowed: unless ``by`` is a clerk of the agency
    :raises LetterGone: it was registered or closed meanwhile
    :raises Refusal: without a reason
    """
    letter, by = _locked(letter_id, by=by, at=at)
    reason = clean(reason)[:300]
    if letter.state not in OPEN:
        raise LetterGone(_("Thư này đã có người xử lý."))
    if not reason:
        raise Refusal(_("Ghi lý do không vào sổ: thư rác, không phải văn bản, đã xử lý trong hộp thư …"))
    letter.state, letter.closed_at, letter.closed_by = State.CLOSED, at, by.snapshot()
    letter.reason = f"{letter.reason} {reason}".strip()[:500]
    letter.save(update_fields=["state", "closed_at", "closed_by", "reason"])
    files.release_all(owners=[letter.shelf], by=by, at=at)
    data = {"uid": letter.uid, "reason": reason}
    audit.record(action="documents.close_letter", subject=f"mailbox:{letter.agency_id}", by=by, at=at, data=data)
    return letter


@transaction.atomic
def strike_letter(*, shelf: str, at: datetime) -> None:
    """Strike out a message one of whose files turned out to be a state secret."""
    agency_id, _bar, key = shelf.partition(":")[2].partition("-")
    letter = MailboxLetter.objects.select_for_update().filter(agency_id=agency_id, key=key).first()
    if letter is None:
        return
    letter.subject = letter.said = letter.sender = letter.sender_name = ""
    letter.reason = str(SECRET)
    if letter.state == State.WAITING:
        letter.state = State.ASIDE
    letter.save(update_fields=["subject", "said", "sender", "sender_name", "reason", "state"])
    files.release_all(owners=[shelf], by=SYSTEM, at=at)


def _locked(letter_id: UUID, *, by: Actor, at: datetime) -> tuple[MailboxLetter, Actor]:
    letter = MailboxLetter.objects.select_for_update().filter(public_id=letter_id).first()
    if letter is None:
        raise NotThere(_("Không có thư này."))
    return letter, people.require(by=by, roles=CLERKS, agency_id=letter.agency_id, at=at)
