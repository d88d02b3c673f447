"""What a scan or a PDF says of itself, proposed to the clerk before anything is entered."""

from datetime import datetime

from congvu.documents.layers import first_page
from congvu.documents.operations.intake import shelf_of
from congvu.documents.zones import propose
from congvu.files import queries as files
from congvu.kit.actors import Actor


def read_upload(*, use_id: str, by: Actor, at: datetime) -> dict[str, str]:
    """Return what the first page says: ``code``, ``issued_on`` (ISO), ``organ_name``, ``kind_name``, ``subject``,
    ``urgency``, ``pages``. Empty where nothing could be read: a picture, a scan without text.

    :raises FileMissing: the file is not on the shelf of ``by``
    """
    use = files.use(use_id)
    if use.owner != shelf_of(by):
        raise files.FileMissing
    pages = str(use.blob.pages or "")
    if use.kind != "pdf":
        return {"pages": pages}
    with files.open_use(use) as stream:
        found = propose(first_page(stream.read()))
    return {
        "code": found.code,
        "issued_on": found.issued_on.isoformat() if found.issued_on else "",
        "organ_name": found.organ_name,
        "kind_name": found.kind_name,
        "subject": found.subject,
        "urgency": str(found.urgency or ""),
        "pages": pages,
    }
