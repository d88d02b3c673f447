"""What a scan or a PDF says of itself, proposed to the clerk before anything is entered. Never taken over unseen."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from congvu.documents.layers import first_page, scanned
from congvu.documents.operations.intake import CLERKS, shelf_of
from congvu.documents.zones import Place, Proposal, propose
from congvu.files import queries as files
from congvu.files.models import FileUse
from congvu.kit.actors import Actor
from congvu.kit.text import fold
from congvu.ocr import operations as ocr
from congvu.ocr import queries as readings
from congvu.ocr.models import Reading
from congvu.people import queries as people


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on the clerk's shelf, as far as it was read."""

    use_id: str
    values: dict[str, str] = field(default_factory=dict)
    """``code``, ``issued_on`` (ISO), ``organ_name``, ``kind_name``, ``subject``, ``urgency``, ``pages``; none empty."""
    places: dict[str, Place] = field(default_factory=dict)
    """Where on the first page each value stands, and how sure it is."""
    reading: Reading | None = None
    """Of a scan: how far the worker is."""
    lacks: tuple[str, ...] = ()
    """Of a scan that nobody can read here: what would have to be installed."""


def upload_on_shelf(*, use_id: str, by: Actor) -> FileUse:
    """Return a file that waits on the shelf of ``by``.

    :raises FileMissing: it is not there
    """
    use = files.use(use_id)
    if use.owner != shelf_of(by):
        raise files.FileMissing
    return use


def read_upload(*, use_id: str, by: Actor, at: datetime) -> Upload:
    """Return what the first page says; a scan is given to the worker and says it a moment later.

    :raises FileMissing: the file is not on the shelf of ``by``
    """
    use = upload_on_shelf(use_id=use_id, by=by)
    pages = str(use.blob.pages or "")
    reading = readings.reading_of(use.pk)
    lacks: tuple[str, ...] = ()
    if reading is None and use.kind in readings.KINDS and readings.needs_reading(use):
        lacks = readings.missing()
        reading = ocr.ask(use=use, by=by, at=at)
    if reading is not None:
        found = propose(scanned(readings.words_of_first(reading)))
    elif use.kind == "pdf":
        found = propose(first_page(files.content_of(use)))
    else:
        found = Proposal()
    said = {**_values(found), "organ_name": _known(found.organ_name, at), "pages": pages}
    values = {name: value for name, value in said.items() if value}
    return Upload(use_id, values, dict(found.places), reading, lacks)


def _known(name: str, at: datetime) -> str:
    """Return the name as the agency that bears it writes it, also where the paper leaves the place out; as read where
    none does, or several might.
    """
    found = people.search_agencies(name, on=timezone.localdate(at), limit=10) if name else []
    alike = [one.name for one in found if fold(one.name) == fold(name)]
    longer = [one.name for one in found if fold(one.name).startswith(f"{fold(name)} ")]
    return next((names[0] for names in (alike, longer) if len(names) == 1), name)


def _values(found: Proposal) -> dict[str, str]:
    return {
        "code": found.code,
        "issued_on": found.issued_on.isoformat() if found.issued_on else "",
        "organ_name": found.organ_name,
        "kind_name": found.kind_name,
        "subject": found.subject,
        "urgency": str(found.urgency or ""),
    }


def follow_upload(*, use_id: str, agency_id: int, by: Actor, at: datetime) -> Reading | None:
    """Return how far the reading of an upload is, to be shown while the clerk waits; None when nobody reads it.

    Of one that was found to be secret the file is gone, and the reading says so.

    :raises NotAllowed: unless ``by`` is a clerk of the agency
    :raises FileMissing: it was never on the shelf of ``by``
    """
    people.require(by=by, roles=CLERKS, agency_id=agency_id, at=at)
    try:
        was_mine = FileUse.objects.filter(pk=UUID(str(use_id)), owner=shelf_of(by)).exists()
    except ValueError:
        was_mine = False
    if not was_mine:
        raise files.FileMissing
    return readings.reading_of(use_id)


def stop_upload(*, use_id: str, agency_id: int, by: Actor, at: datetime) -> None:
    """Stop the reading of an upload that is still going on.

    :raises NotAllowed, FileMissing: as for :func:`follow_upload`
    :raises ReadingNotPossible: it has ended
    """
    reading = follow_upload(use_id=use_id, agency_id=agency_id, by=by, at=at)
    if reading is not None:
        ocr.cancel(reading_id=reading.pk, by=by, at=at)


def read_upload_again(*, use_id: str, agency_id: int, by: Actor, at: datetime) -> None:
    """Have an upload read once more that could not be read, or was stopped.

    :raises NotAllowed, FileMissing: as for :func:`follow_upload`
    :raises ReadingNotPossible: it is being read, or was
    """
    reading = follow_upload(use_id=use_id, agency_id=agency_id, by=by, at=at)
    if reading is not None:
        ocr.ask_again(reading_id=reading.pk, by=by, at=at)
