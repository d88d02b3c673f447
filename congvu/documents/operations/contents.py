"""The words of a document's files, for the search: text layers, Word files, scans that were read."""

from datetime import datetime

from congvu.documents.models import Document, DocumentFile
from congvu.documents.operations import searching
from congvu.documents.operations.moves import lock
from congvu.documents.word_drafts import word_parts
from congvu.files import queries as files
from congvu.kit.operation import joining
from congvu.ocr import queries as readings
from congvu.printing import operations as printing

LARGEST = 25_000_000
"""Bytes of a file whose words are looked for; larger ones are found by their fields."""


@joining
def read_words(*, document_id: int, at: datetime) -> None:
    """Let the search find a document by the words of its newest version and its files; done twice it is done once."""
    document = lock(document_id)
    searching.index(document, content=content_of(document))


def content_of(document: Document) -> str:
    """Return what a document says: the newest version of a draft, its files, its scans as far as they were read."""
    rows = list(document.files.filter(replaced_at=None, use__released_at=None).select_related("use__blob"))
    own = [row for row in rows if row.role != DocumentFile.Role.SEARCHABLE]
    version = document.versions.order_by("-ordinal").first()
    drafted = searching.words_of_parts(version.parts) if version else ""
    said = [drafted, *(_said(row) for row in own), readings.text_of([row.use.blob_id for row in own])]
    return "\n".join(one for one in said if one)[: searching.MOST]


def _said(row: DocumentFile) -> str:
    if row.use.size > LARGEST or row.use.kind not in {"pdf", "docx"}:
        return ""
    try:
        content = files.content_of(row.use)
    except files.FileMissing:
        return ""
    return printing.words_of(content) if row.use.kind == "pdf" else str(word_parts(content).get("body", ""))
