"""A message that came to the agency's mailbox, saved as a file (.eml): its attachments are what arrived."""

import email
import email.policy
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _

from congvu.documents.operations.intake import CLERKS, keep_upload
from congvu.documents.secrecy import refuse_secret
from congvu.files import operations as files
from congvu.files.models import FileUse
from congvu.files.queries import FileRefused, StateSecret
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people

MOST_BYTES = 60_000_000
MOST_PARTS = 30
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
    """
    by = people.require(by=by, roles=CLERKS, agency_id=agency_id, at=at)
    message = _read(stream)
    subject, text = clean(str(message.get("Subject", "")))[:500], _text(message)
    refuse_secret([subject, text], way="email", by=by, at=at)
    kept: list[FileUse] = []
    left: list[str] = []
    for part in list(message.iter_attachments())[:MOST_PARTS]:
        content, name = part.get_payload(decode=True), part.get_filename() or ""
        if not isinstance(content, bytes):
            continue
        try:
            kept.append(keep_upload(stream=BytesIO(content), name=name, agency_id=agency_id, by=by, at=at))
        except StateSecret:
            for use in kept:
                files.release(use_id=use.pk, by=by, at=at)
            raise
        except FileRefused:
            left.append(clean(name)[:60])
    if not kept:
        raise MailUnreadable(_("Thư không có tệp đính kèm nào nhận được. Văn bản gửi qua thư phải là tệp PDF."))
    kept.sort(key=lambda use: use.kind != "pdf")
    sender = str(message.get("From", ""))
    said = _("Thư điện tử của %(who)s, gửi %(when)s") % {
        "who": clean(sender)[:120],
        "when": str(message.get("Date", "")),
    }
    if left:
        said += "; " + _("không nhận tệp: %(names)s") % {"names": ", ".join(left)}
    return Mail(subject=subject, sender=_name(sender), said=said[:500], files=kept)


def _read(stream: IO[bytes]) -> EmailMessage:
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise MailUnreadable(_("Thư lớn hơn 60 MB. Hãy lưu riêng các tệp đính kèm rồi tải lên."))
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        if not isinstance(message, EmailMessage) or not message.get("From"):
            raise MailUnreadable(_("Tệp này không phải là thư điện tử (.eml)."))
    except (ValueError, LookupError, AttributeError, IndexError) as problem:
        raise MailUnreadable(_("Không đọc được thư. Hãy lưu riêng các tệp đính kèm rồi tải lên.")) from problem
    return message


def _text(message: EmailMessage) -> str:
    try:
        body = message.get_body(("plain", "html"))
        text = str(body.get_content()) if body else ""
    except (LookupError, ValueError, AttributeError):
        return ""
    return _MARKS.sub("", _TAGS.sub("\n", text))[:200_000]


def _name(sender: str) -> str:
    """Return the name before the address, where there is one."""
    return clean(sender.partition("<")[0]).strip('" ')[:200]
