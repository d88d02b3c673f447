"""A message that came to the agency's mailbox, saved as a file (.eml) or fetched: its attachments are what arrived."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage, Message
from functools import partial
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _

from congvu.documents.operations.intake import CLERKS, keep_upload
from congvu.documents.secrecy import refuse_secret
from congvu.files import operations as files
from congvu.files.models import FileUse
from congvu.files.queries import FileRefused, ScannerSilent, ShelfFull, StateSecret
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people

MOST_BYTES = 60_000_000
MOST_PARTS = 30
Keep = Callable[[IO[bytes], str], FileUse]
"""Takes a stream and the name of a file, keeps it or refuses it."""
_TAGS = re.compile(r"<(?:br|/p|/div)\s*/?>", re.IGNORECASE)
_MARKS = re.compile(r"<[^>]*>")


class MailUnreadable(Refusal):
    """The file is no message, or nothing in it can be taken."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What a message brought. Its own text is not kept."""

    subject: str
    sender: str
    said: str
    """Who sent it and when, and what was not taken: for the notes of the book."""
    files: list[FileUse] = field(default_factory=list)


def open_mail(*, stream: IO[bytes], agency_id: int, by: Actor, at: datetime) -> Mail:
    """Keep the attachments of a message on the clerk's shelf. Outside a transaction.

    :raises NotAllowed: unless ``by`` is a clerk of the agency
    :raises StateSecret: its words or an attachment carry a stamp of secrecy; nothing is kept then
    :raises MailUnreadable: no message, or no attachment that can be taken
    :raises ShelfFull, ScannerSilent: no file can be taken now; nothing is kept then
    """
    by = people.require(by=by, roles=CLERKS, agency_id=agency_id, at=at)
    keep = partial(_keep_on_shelf, agency_id=agency_id, by=by, at=at)
    return unpack(read_message(stream.read(MOST_BYTES + 1)), keep=keep, by=by, at=at)


def _keep_on_shelf(stream: IO[bytes], name: str, *, agency_id: int, by: Actor, at: datetime) -> FileUse:
    return keep_upload(stream=stream, name=name, agency_id=agency_id, by=by, at=at)


def unpack(message: EmailMessage, *, keep: Keep, by: Actor, at: datetime) -> Mail:
    """Keep the attachments of a message, forwarded and signed ones too. Outside a transaction.

    :raises StateSecret: its words or an attachment carry a stamp of secrecy; nothing is kept then
    :raises MailUnreadable: no attachment that can be taken
    :raises ShelfFull, ScannerSilent: no file can be taken now; nothing is kept then
    """
    subject = subject_of(message)
    refuse_secret([subject, *_texts(message)], way="email", by=by, at=at)
    kept: list[FileUse] = []
    left: list[str] = []
    for number, (name, content) in enumerate(_attachments(message)):
        if number >= MOST_PARTS:
            left.append(clean(name)[:60])
            continue
        try:
            kept.append(keep(BytesIO(content), name))
        except (StateSecret, ShelfFull, ScannerSilent):
            for use in kept:
                files.release(use_id=use.pk, by=by, at=at)
            raise
        except FileRefused:
            left.append(clean(name)[:60])
    if not kept:
        raise MailUnreadable(_("Thư không có tệp đính kèm nào nhận được. Văn bản gửi qua thư phải là tệp PDF."))
    kept.sort(key=lambda use: use.kind != "pdf")
    sender = sender_of(message)
    said = _("Thư điện tử của %(who)s, gửi %(when)s") % {"who": sender[:120], "when": str(message.get("Date", ""))}
    if left:
        said += "; " + _("không nhận tệp: %(names)s") % {"names": ", ".join(left)}
    return Mail(subject=subject, sender=name_of(sender), said=clean(said)[:500], files=kept)


def read_message(content: bytes) -> EmailMessage:
    """Return the message that these bytes are.

    :raises MailUnreadable: too large, or no message
    """
    if len(content) > MOST_BYTES:
        raise MailUnreadable(_("Thư lớn hơn 60 MB. Hãy lưu riêng các tệp đính kèm rồi tải lên."))
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        if not isinstance(message, EmailMessage) or not message.get("From"):
            raise MailUnreadable(_("Tệp này không phải là thư điện tử (.eml)."))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as problem:
        raise MailUnreadable(_("Không đọc được thư. Hãy lưu riêng các tệp đính kèm rồi tải lên.")) from problem
    return message


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file, at any depth: in a signed, a forwarded, a mixed message.

    Pictures that belong to the text (the sender's logo) are none.
    """
    for part in message.walk():
        if part.is_multipart() or _is_words(part):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield part.get_filename() or "", content


def _is_words(part: "Message[str, str]") -> bool:
    if part.get_content_disposition() == "attachment":
        return False
    kind = part.get_content_maintype()
    return (kind == "text" and not part.get_filename()) or (kind == "image" and "Content-ID" in part)


def _texts(message: EmailMessage) -> Iterator[str]:
    """Yield every text in the message and the subjects of forwarded ones, to be looked at for stamps."""
    for part in message.walk():
        if part is not message and "Subject" in part:
            yield str(part["Subject"])
        if part.is_multipart() or part.get_content_maintype() != "text" or not isinstance(part, EmailMessage):
            continue
        try:
            yield _MARKS.sub("", _TAGS.sub("\n", str(part.get_content())))[:200_000]
        except (LookupError, ValueError, AttributeError):
            continue


def subject_of(message: EmailMessage) -> str:
    """Return what the message says it is about."""
    return clean(str(message.get("Subject", "")))[:500]


def sender_of(message: EmailMessage) -> str:
    """Return name and address of the sender as the message has them."""
    return clean(str(message.get("From", "")))[:200]


def name_of(sender: str) -> str:
    """Return the name before the address, where there is one."""
    return clean(sender.partition("<")[0]).strip('" ')[:200]
