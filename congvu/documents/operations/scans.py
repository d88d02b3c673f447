"""Scans of documents: read by the worker, their searchable copy hung beside the original, their words searched."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.documents import rules
from congvu.documents.lifecycle import State
from congvu.documents.models import Document, DocumentFile
from congvu.documents.operations.contents import content_of
from congvu.documents.operations.moves import lock, trace
from congvu.documents.operations.searching import index
from congvu.files import operations as files
from congvu.files.models import FileUse
from congvu.files.queries import FileMissing
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import NotAllowed
from congvu.ocr import operations as ocr
from congvu.ocr import queries as readings
from congvu.ocr.models import Reading
from congvu.people import queries as people

Role = DocumentFile.Role
ROLES = (Role.MAIN, Role.SCAN, Role.ANNEX, Role.ATTACHMENT)
"""Files that may be scans."""


def scans_of(document: Document) -> list[DocumentFile]:
    """Return the files of a document that may be scans, as they stand now."""
    rows = document.files.filter(role__in=ROLES, replaced_at=None, use__released_at=None)
    return list(rows.select_related("use__blob").order_by("role", "ordinal", "id"))


def look_after(document: Document, *, by: Actor, at: datetime) -> None:
    """Have the scans of a document read, once for each content; hang up what was read before. Outside a transaction."""
    rows = [row for row in scans_of(document) if row.use.kind in readings.KINDS]
    found = readings.readings_of([row.use.blob_id for row in rows])
    for row in rows:
        reading = found.get(row.use.blob_id)
        if reading is None and _is_scan(row):
            ocr.ask(use=row.use, by=by, at=at)
        elif reading is not None and reading.state == Reading.State.DONE:
            hang(document_id=document.pk, reading=reading, at=at)


def _is_scan(row: DocumentFile) -> bool:
    try:
        return readings.needs_reading(row.use)
    except FileMissing:
        return False


def read_scans(*, document_id: int, by: Actor, at: datetime) -> None:
    """Ask for the scans of a document to be read, those that failed or were stopped once more.

    :raises NotAllowed: who does not see it, or has no role in the agency
    :raises ReadingNotPossible: the programs are missing
    """
    document, by = _opened(document_id, by=by, at=at)
    if readings.missing():
        raise ocr.ReadingNotPossible(_("Máy chủ chưa cài bộ nhận dạng chữ. Báo người quản trị hệ thống."))
    again = {Reading.State.FAILED, Reading.State.CANCELLED}
    for reading in _readings(document):
        if reading.state in again:
            ocr.ask_again(reading_id=reading.pk, by=by, at=at)
    look_after(document, by=by, at=at)


def stop_reading(*, document_id: int, by: Actor, at: datetime) -> None:
    """Stop the readings of a document's scans.

    :raises NotAllowed: who does not see it, or has no role in the agency
    """
    document, by = _opened(document_id, by=by, at=at)
    for reading in _readings(document):
        if reading.is_open:
            ocr.cancel(reading_id=reading.pk, by=by, at=at)


def _opened(document_id: int, *, by: Actor, at: datetime) -> tuple[Document, Actor]:
    document = Document.objects.filter(pk=document_id).first()
    if document is None:
        raise NotAllowed(_("Không có văn bản này."))
    rules.require_sight(document, by=by, at=at)
    return document, people.require(by=by, roles=rules.ANY, agency_id=document.agency_id, at=at)


def _readings(document: Document) -> list[Reading]:
    return list(readings.readings_of([row.use.blob_id for row in scans_of(document)]).values())


def note_read(*, blob_id: int, at: datetime) -> None:
    """Hang what was read of a content to every document that has it."""
    reading = readings.readings_of([blob_id]).get(blob_id)
    if reading is None or reading.state != Reading.State.DONE:
        return
    rows = DocumentFile.objects.filter(use__blob_id=blob_id, role__in=ROLES, replaced_at=None, use__released_at=None)
    for document_id in sorted(set(rows.values_list("document_id", flat=True))):
        hang(document_id=document_id, reading=reading, at=at)


@transaction.atomic
def hang(*, document_id: int, reading: Reading, at: datetime) -> None:
    """Hang a searchable copy beside its original and let the search find its words; done twice it is done once."""
    document = lock(document_id)
    scans = scans_of(document)
    own = [row for row in scans if row.use.blob_id == reading.blob_id]
    copies = document.files.filter(role=Role.SEARCHABLE, replaced_at=None)
    if not own or document.state == State.BLOCKED or reading.searchable is None:
        return
    blob = FileUse.objects.filter(pk=reading.searchable).values("blob_id")
    if not copies.filter(use__blob_id__in=blob).exists():
        use = files.pass_on(use_id=reading.searchable, from_owner=reading.owner, owner=document.key, by=SYSTEM, at=at)
        DocumentFile.objects.create(
            document=document,
            role=Role.SEARCHABLE,
            use=use,
            ordinal=own[0].ordinal,
            is_limited=own[0].is_limited,
            added_at=at,
        )
    index(document, content=content_of(document))
    trace(document, "scan_read", by=SYSTEM, at=at, data={"pages": reading.pages})
