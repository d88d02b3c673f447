"""Questions about copies: which may be made of a document, what was asked, what a file in somebody's hand is."""

from dataclasses import dataclass
from datetime import date, datetime

from congvu.documents.copy_forms import CopyRefused, check_form, form_of
from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import CopyOrder, Document, DocumentFile, Kind
from congvu.documents.queries.kinds import kinds
from congvu.documents.rules import WRITERS
from congvu.kit.actors import Actor
from congvu.people import queries as people

Role = DocumentFile.Role
PUBLIC = (State.ISSUED, State.RECALLED)


def may_be_copied(document: Document, *, by: Actor, at: datetime) -> bool:
    """Say whether somebody can ask for a copy of a document: it left the house or stands in the book."""
    is_out = document.direction == Direction.OUTGOING
    stands = document.state == State.ISSUED if is_out else document.arrival_number is not None
    stands = stands and document.state != State.RECALLED
    return stands and people.holds(by=by, roles=WRITERS, agency_id=document.agency_id, at=at)


def uses_agency_key(document: Document, deed: str) -> bool:
    """Say whether a deed puts the agency's signature on a file: a copy on paper is signed and stamped by hand."""
    if deed == "make_copy":
        order = copy_order(document)
        return order is not None and order.target == CopyOrder.Medium.ELECTRONIC
    return deed == "seal"


def copy_order(document: Document) -> CopyOrder | None:
    """Return what was asked of a copy, with its original; None of what is no copy."""
    if not document.kind.is_copy:
        return None
    return CopyOrder.objects.select_related("original__kind").filter(document=document).first()


def copy_choices(original: Document, *, source: str, on: date) -> list[tuple[Kind, list[str]]]:
    """Return the kinds of copies the law knows of a document, each with the media it may be made on."""
    found = []
    for kind in kinds(realm=original.agency.realm, on=on, copies=True):
        targets = [target for target in CopyOrder.Medium.values if _fits(kind, original, source, target)]
        if targets:
            found.append((kind, targets))
    return found


def _fits(kind: Kind, original: Document, source: str, target: str) -> bool:
    try:
        check_form(form_of(kind), original=original.kind, source=source, target=target)
    except CopyRefused:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """What an issued file is, for whoever holds exactly this file."""

    kind: str
    code: str
    issued_on: date | None
    organ: str
    is_annex: bool
    is_recalled: bool
    copy_of: str = ""
    """Of a copy: the document that was copied, in words."""


def known_file(sha256: str) -> KnownFile | None:
    """Return what this system issued under a digest; None of what never left it.

    Whoever asks has the file, so nothing is told that does not stand in it.
    """
    row = (
        DocumentFile.objects.filter(
            use__blob__sha256=sha256,
            role__in=[Role.MAIN, Role.ANNEX],
            document__direction=Direction.OUTGOING,
            document__state__in=PUBLIC,
            replaced_at=None,
        )
        .select_related("document__kind")
        .first()
    )
    if row is None:
        return None
    document, order = row.document, copy_order(row.document)
    return KnownFile(
        kind=document.kind.name,
        code=document.code,
        issued_on=document.issued_on,
        organ=document.organ_name,
        is_annex=row.role == Role.ANNEX,
        is_recalled=document.state == State.RECALLED,
        copy_of=_words(order.original) if order else "",
    )


def _words(original: Document) -> str:
    day = f", {original.issued_on:%d/%m/%Y}" if original.issued_on else ""
    return f"{original.kind.name} {original.code}{day}, {original.organ_name}".replace("  ", " ")
