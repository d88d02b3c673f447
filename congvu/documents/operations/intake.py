"""Taking in what comes from outside: post, counter, electronic mail. It waits then to be registered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Document, DocumentFile, Holding, Kind, MailboxLetter, Urgency
from congvu.documents.operations.holding import hand_to
from congvu.documents.operations.moves import begin, trace
from congvu.documents.operations.same_day import register_by
from congvu.documents.operations.scans import look_after
from congvu.documents.operations.searching import index
from congvu.documents.secrecy import refuse_secret
from congvu.files import operations as files
from congvu.files.models import FileUse
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.places.models import valid_on

CLERKS = ("clerk",)
WAYS = {
    "post": gettext_lazy("Bưu chính"),
    "counter": gettext_lazy("Nộp trực tiếp"),
    "email": gettext_lazy("Thư điện tử"),
}
KINDS = ("pdf", "jpeg", "png", "docx", "xlsx")
"""Kinds of files that may come with a document."""
_CODE = re.compile(r"(\d{1,9})\s*/\s*(\S.*)")


class ArrivalIncomplete(Refusal):
    """What a register needs is missing, or cannot be."""


@dataclass(frozen=True, kw_only=True)
class ArrivalIn:
    """What the clerk writes of a document that came from outside."""

    kind_id: int | None
    organ_name: str
    subject: str
    came_by: str
    code: str = ""
    """Number and symbol as printed; empty where it has none (a letter, a petition)."""
    issued_on: date | None = None
    arrived_at: datetime | None = None
    """When it came in at the door, if that was earlier than now."""
    signer_name: str = ""
    signer_position: str = ""
    urgency: int = Urgency.NORMAL
    circulation: str = ""
    pages: int | None = None
    copies: int = 1
    due_at: datetime | None = None
    """The deadline that the document itself names."""
    description: str = ""
    files: Sequence[str] = field(default_factory=tuple)
    """Uses that :func:`keep_upload` gave, the document itself first."""
    letter: str = ""
    """The message of the agency's mailbox that brought it, if one did: its ``public_id``."""


def shelf_of(by: Actor) -> str:
    """Return the owner of files that a clerk has sent up and not yet taken in."""
    return f"intake:{by.key}"


def keep_upload(*, stream: IO[bytes], name: str, agency_id: int, by: Actor, at: datetime) -> FileUse:
    """Keep a scan or an attachment until its document is taken in. Outside a transaction.

    :raises NotAllowed: unless ``by`` is a clerk of the agency
    :raises FileRefused: empty, too large, of a wrong kind, broken, infected, or a state secret
    """
    people.require(by=by, roles=CLERKS, agency_id=agency_id, at=at)
    return files.store(stream=stream, name=name, owner=shelf_of(by), max_bytes=60_000_000, kinds=KINDS, by=by, at=at)


def take_in(*, agency_id: int, given: ArrivalIn, by: Actor, at: datetime) -> Document:
    """Take in a document that came from outside the system; it waits to be registered.

    :raises NotAllowed: unless ``by`` is a clerk of the agency
    :raises StateSecret: the words carry a stamp of secrecy; nothing is kept of them
    :raises ArrivalIncomplete: body, kind or subject is missing, or a day cannot be
    :raises FileMissing: a file is not on the clerk's shelf
    """
    by = people.require(by=by, roles=CLERKS, agency_id=agency_id, at=at)
    words = (given.subject, given.organ_name, given.code, given.description)
    refuse_secret(words, way=given.came_by, by=by, at=at)
    with transaction.atomic():
        document = _take_in(agency_id, given, by, at)
    look_after(document, by=by, at=at)
    return document


def _take_in(agency_id: int, given: ArrivalIn, by: Actor, at: datetime) -> Document:
    kind, letter = _checked(given, at), _letter(given, agency_id)
    came = _came(given, letter, at)
    agency = people.agency_of_id(agency_id)
    code = " ".join(clean(given.code).split())
    found = _CODE.fullmatch(code)
    document = Document(
        agency_id=agency_id,
        direction=Direction.INCOMING,
        state=State.ARRIVED,
        kind=kind,
        realm=agency.realm,
        number=int(found[1]) if found else None,
        notation=found[2][:30] if found else "",
        code=(f"{found[1]}/{found[2]}" if found else code)[:50],
        issued_on=given.issued_on,
        organ_name=clean(given.organ_name)[:200],
        subject=" ".join(clean(given.subject).split())[:500],
        urgency=given.urgency,
        circulation=given.circulation,
        pages=given.pages,
        copies=given.copies,
        description=clean(given.description)[:500],
        signer_name=clean(given.signer_name)[:50],
        signer_position=clean(given.signer_position)[:100],
        arrived_at=came,
        due_at=given.due_at,
        came_by=given.came_by,
        created_at=at,
        sort_at=came,
    )
    document.save()
    begin(document, by=by, at=came, recorded_at=at)
    _add_files(document, given, by, at)
    if letter is not None:
        _note_taken(letter, document, by, at)
    hand_to(document, Holding.Task.RECEIVE, role="clerk", due_at=register_by(document, came), at=came)
    index(document)
    trace(document, "take_in", by=by, at=at, data={"came_by": given.came_by})
    return document


def _checked(given: ArrivalIn, at: datetime) -> Kind:
    kind = Kind.objects.filter(valid_on(timezone.localdate(at)), pk=given.kind_id).first() if given.kind_id else None
    if kind is None:
        raise ArrivalIncomplete(_("Chọn loại văn bản."))
    if not clean(given.organ_name):
        raise ArrivalIncomplete(_("Ghi cơ quan, tổ chức ban hành văn bản."))
    if not clean(given.subject):
        raise ArrivalIncomplete(_("Ghi trích yếu nội dung."))
    if given.came_by not in WAYS:
        raise ArrivalIncomplete(_("Chọn văn bản đến bằng đường nào."))
    if given.arrived_at and given.arrived_at > at:
        raise ArrivalIncomplete(_("Ngày đến không thể ở sau hôm nay."))
    if given.issued_on and given.issued_on > at.date():
        raise ArrivalIncomplete(_("Ngày của văn bản không thể ở sau hôm nay."))
    if given.urgency not in Urgency.values or given.circulation not in Document.Circulation.values:
        raise ArrivalIncomplete(_("Chọn độ khẩn và phạm vi lưu hành trong danh sách."))
    return kind


def _letter(given: ArrivalIn, agency_id: int) -> MailboxLetter | None:
    """Return the message that brought the document, locked.

    :raises ArrivalIncomplete: it was registered or closed meanwhile, or is another agency's
    """
    if not given.letter:
        return None
    waiting = MailboxLetter.objects.select_for_update().filter(agency_id=agency_id, state=MailboxLetter.State.WAITING)
    try:
        letter = waiting.filter(public_id=UUID(given.letter)).first()
    except ValueError:
        letter = None
    if letter is None:
        raise ArrivalIncomplete(_("Thư này đã có người vào sổ hoặc xử lý. Mở lại trang Hộp thư để xem."))
    return letter


def _came(given: ArrivalIn, letter: MailboxLetter | None, at: datetime) -> datetime:
    """Return when it came in: to the minute where a message of that day brought it."""
    came = given.arrived_at or at
    if letter is not None and timezone.localdate(letter.arrived_at) == timezone.localdate(came):
        return letter.arrived_at
    return came


def _note_taken(letter: MailboxLetter, document: Document, by: Actor, at: datetime) -> None:
    letter.state, letter.document = MailboxLetter.State.TAKEN, document
    letter.closed_at, letter.closed_by = at, by.snapshot()
    letter.save(update_fields=["state", "document", "closed_at", "closed_by"])
    files.release_all(owners=[letter.shelf], by=by, at=at)


def _add_files(document: Document, given: ArrivalIn, by: Actor, at: datetime) -> None:
    shelf = shelf_of(by)
    uses = files.pass_all_on(uses=[(use, shelf) for use in given.files], owner=document.key, by=by, at=at)
    main = DocumentFile.Role.MAIN if given.came_by == "email" else DocumentFile.Role.SCAN
    for ordinal, use in enumerate(uses, 1):
        role = main if ordinal == 1 else DocumentFile.Role.ATTACHMENT
        DocumentFile.objects.create(document=document, role=role, use=use, ordinal=ordinal, added_at=at)
    for use_id in given.files:
        files.release(use_id=use_id, by=by, at=at)
    if document.pages is None and uses and uses[0].blob.pages:
        document.pages = uses[0].blob.pages
        document.save(update_fields=["pages"])
