"""Opening documents and their files: who may, and the trace of who did (NĐ 30/2020, Annex VI: view history)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from congvu.audit import operations as audit
from congvu.audit.models import Entry
from congvu.documents import rules
from congvu.documents.models import Document, DocumentFile
from congvu.documents.operations.holding import note_seen
from congvu.documents.operations.moves import DocumentUnknown
from congvu.files.models import FileUse
from congvu.kit.actors import Actor
from congvu.people import queries as people
from congvu.people.models import Role


@transaction.atomic
def open_document(*, public_id: UUID, by: Actor, at: datetime) -> Document:
    """Open a document's page; the first time a day leaves its line.

    :raises DocumentUnknown: there is none, or it is not theirs to see: the same words for both
    """
    found = (
        Document.objects.select_related("kind", "agency", "unit", "organ", "drafter")
        .filter(public_id=public_id)
        .first()
    )
    if found is None or not rules.can_see(found, by=by, at=at):
        raise DocumentUnknown
    note_seen(found, by=by, at=at)
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Entry.objects.filter(subject=found.key, action="documents.open", actor_key=by.key, at__gte=start)
    if not seen.exists():
        audit.record(action="documents.open", subject=found.key, label=str(found)[:200], by=by, at=at)
    return found


@transaction.atomic
def open_file(*, public_id: UUID, use_id: UUID, by: Actor, at: datetime) -> FileUse:
    """Open one file of a document; each time leaves its line.

    :raises DocumentUnknown: not one of its files, or not theirs to see
    """
    document = open_document(public_id=public_id, by=by, at=at)
    row = DocumentFile.objects.select_related("use__blob").filter(document=document, use_id=use_id).first()
    if row is None or row.use.released_at is not None or rules.hidden_files(document, [row], by=by, at=at):
        raise DocumentUnknown
    audit.record(action="documents.open_file", subject=document.key, label=row.use.name, by=by, at=at)
    return row.use


def require_paper(document: Document, *, by: Actor, at: datetime) -> None:
    """Let through who may open the file that is the document itself.

    :raises DocumentUnknown: it is limited, and not to them
    """
    if not may_read_paper(document, by=by, at=at):
        raise DocumentUnknown


def may_read_paper(document: Document, *, by: Actor, at: datetime) -> bool:
    """Say whether somebody who sees the document may open the file that is the document itself."""
    rows = document.files.filter(role=DocumentFile.Role.MAIN, replaced_at=None)
    return not rules.hidden_files(document, rows, by=by, at=at)


@transaction.atomic
def open_original(document: Document, *, by: Actor, at: datetime) -> None:
    """Let the clerk have a marked document without the reader's name on it, to check its signature; leaves its line.

    :raises NotAllowed: anybody else
    """
    by = people.require(by=by, roles=[Role.CLERK], agency_id=document.agency_id, at=at)
    audit.record(action="documents.open_original", subject=document.key, label=str(document)[:200], by=by, at=at)
