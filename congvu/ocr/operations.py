"""The only code that writes readings: asked for, done by a worker, stopped, asked for again, forgotten."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import operations as audit
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.files.models import FileUse
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.kit.operation import joining
from congvu.ocr import first, pages, programs, whole
from congvu.ocr.events import ScanRead
from congvu.ocr.models import Reading
from congvu.ocr.stamps import stamp_among

State = Reading.State
MOST_PAGES = 500
MOST_TRIES = 3
SILENT = timedelta(minutes=3)
"""A worker that gave no sign for so long has fallen."""
_log = logging.getLogger(__name__)


class ReadingNotPossible(Refusal):
    """Scans cannot be read here, or this one cannot now: the text says why."""


class _SecretSeen(Exception):
    """A stamp of secrecy is on the scan."""


@joining
def ask(*, use: FileUse, by: Actor, at: datetime) -> Reading | None:
    """Have a scan read by the worker, once for all its uses; None where the programs for it are missing.

    Whoever calls has asked whether ``by`` may.
    """
    if programs.missing():
        return None
    made, is_new = Reading.objects.get_or_create(
        blob=use.blob, defaults={"pages": file_queries.pages_in(use) or 1, "by": by.snapshot(), "asked_at": at}
    )
    if is_new:
        audit.record(action="ocr.ask", subject=made.owner, by=by, at=at, data={"use": use.pk})
        _queue(made)
    return made


@transaction.atomic
def cancel(*, reading_id: int, by: Actor, at: datetime) -> Reading:
    """Stop a reading; what was read so far is dropped. Whoever calls has asked whether ``by`` may.

    :raises ReadingNotPossible: it has ended
    """
    reading = Reading.objects.select_for_update().get(pk=reading_id)
    if not reading.is_open:
        raise ReadingNotPossible(_("Việc đọc bản quét này đã kết thúc."))
    reading.state, reading.ended_at = State.CANCELLED, at
    reading.save(update_fields=["state", "ended_at"])
    audit.record(action="ocr.cancel", subject=reading.owner, by=by, at=at)
    return reading


@transaction.atomic
def ask_again(*, reading_id: int, by: Actor, at: datetime) -> Reading:
    """Have a scan read once more that could not be read, or was stopped. Whoever calls has asked whether ``by`` may.

    :raises ReadingNotPossible: it is being read, was read, or the programs are missing
    """
    reading = Reading.objects.select_for_update().get(pk=reading_id)
    if programs.missing():
        raise ReadingNotPossible(_("Máy chủ chưa cài bộ nhận dạng chữ. Báo người quản trị hệ thống."))
    if reading.state not in {State.FAILED, State.CANCELLED}:
        raise ReadingNotPossible(_("Bản quét này đang được đọc hoặc đã đọc xong."))
    reading.state, reading.tries, reading.pages_done, reading.trouble = State.WAITING, 0, 0, ""
    reading.asked_at, reading.ended_at, reading.by = at, None, by.snapshot()
    reading.save()
    audit.record(action="ocr.ask_again", subject=reading.owner, by=by, at=at)
    _queue(reading)
    return reading


def _queue(reading: Reading) -> None:
    jobs.configure_task("ocr.read", queue="ocr").defer(reading_id=reading.pk)


def read(*, reading_id: int, now: Callable[[], datetime] = timezone.now) -> None:
    """Read a scan that waits: its first page at once, then all pages. Killed at any moment, it is read anew."""
    reading = _begin(reading_id, at=now())
    if reading is None:
        return
    try:
        with tempfile.TemporaryDirectory(prefix="congvu-ocr-") as name:
            _read_in(Path(name), reading, now)
    except programs.Stopped:
        _log.info("reading %s was stopped", reading.pk)
    except _SecretSeen:
        _stop_secret(reading, at=now())
    except (programs.ProgramFailed, file_queries.FileMissing, OSError, ValueError) as fault:
        _log.warning("scan %s was not read", reading.pk, exc_info=True)
        _fail(reading, fault, at=now())


@transaction.atomic
def _begin(reading_id: int, *, at: datetime) -> Reading | None:
    reading = Reading.objects.select_for_update(of=("self",)).select_related("blob").filter(pk=reading_id).first()
    if reading is None or reading.state != State.WAITING:
        return None
    reading.state, reading.started_at, reading.beat_at = State.RUNNING, at, at
    reading.tries += 1
    if reading.pages > MOST_PAGES:
        words = _("Tệp có %(pages)s trang. Hãy chia thành các tệp không quá %(most)s trang.")
        reading.state, reading.ended_at = State.FAILED, at
        reading.trouble = words % {"pages": reading.pages, "most": MOST_PAGES}
    reading.save()
    return reading if reading.state == State.RUNNING else None


def _read_in(folder: Path, reading: Reading, now: Callable[[], datetime]) -> None:
    use = _living(reading)
    source = folder / f"source.{use.kind}"
    with file_queries.open_use(use) as stream, source.open("wb") as sink:
        shutil.copyfileobj(stream, sink, 2**20)

    def goes_on(**more: object) -> bool:
        own = Reading.objects.filter(pk=reading.pk, state=State.RUNNING)
        return bool(own.update(beat_at=now(), **more))

    words, stamp = _first_page(source, folder, goes_on)
    if stamp:
        raise _SecretSeen
    if not goes_on(words=[word.plain() for word in words]):
        raise programs.Stopped
    copy, text = whole.read_all(
        source,
        pages=reading.pages,
        dots=_dots(source, use),
        known=folder / first.NAME,
        folder=folder,
        on_page=lambda done: goes_on(pages_done=done),
        goes_on=goes_on,
    )
    if _stamp_in_text(text):
        raise _SecretSeen
    _finish(reading, use, copy.read_bytes(), text, at=now())


def _dots(source: Path, use: FileUse) -> int | None:
    """Return the dots an inch of a picture, None of a PDF, whose pages say their size."""
    if use.kind == "pdf":
        return None
    pictures = file_queries.scan_pages(content=source.read_bytes(), mime=use.mime)
    return max(70, pictures[0].dots) if pictures else None


def _living(reading: Reading) -> FileUse:
    use = FileUse.objects.select_related("blob").filter(blob=reading.blob, released_at=None).first()
    if use is None:
        raise programs.Stopped
    return use


def _first_page(source: Path, folder: Path, goes_on: Callable[[], bool]) -> tuple[list[first.Word], str]:
    picture, red = folder / f"{first.NAME}.png", folder / "red.png"
    first.draw(source, page=1, dots=first.DOTS, target=picture, folder=folder)
    words = first.words_of(picture, folder=folder, goes_on=goes_on)
    stamp = stamp_among(first.lines_of(words))
    if not stamp and first.red_ink(picture, target=red):
        scattered = first.words_of(red, folder=folder, goes_on=goes_on, layout=pages.SCATTERED)
        stamp = stamp_among(first.lines_of(scattered), is_red=True)
    return words, stamp


def _stamp_in_text(text: str) -> str:
    for page in text.split("\f"):
        lines = page.splitlines()
        most = max(1, len(lines))
        if stamp := stamp_among((number / most, line) for number, line in enumerate(lines)):
            return stamp
    return ""


@transaction.atomic
def _finish(reading: Reading, use: FileUse, copy: bytes, text: str, *, at: datetime) -> None:
    row = Reading.objects.select_for_update().get(pk=reading.pk)
    if row.state != State.RUNNING:
        raise programs.Stopped
    name = f"{Path(use.name).stem[:90]} (có lớp chữ).pdf"
    kept = files.keep_own(pdf=copy, name=name, owner=row.owner, label=use.label, by=SYSTEM, at=at)
    row.state, row.text, row.searchable, row.ended_at, row.beat_at = State.DONE, text.strip(), kept.pk, at, at
    row.pages_done, row.trouble = row.pages, ""
    row.save()
    audit.record(action="ocr.read", subject=row.owner, by=SYSTEM, at=at, data={"pages": row.pages, "tries": row.tries})
    outbox.announce(ScanRead(reading_id=row.pk, blob_id=row.blob_id), subject=row.owner)


@transaction.atomic
def _stop_secret(reading: Reading, *, at: datetime) -> None:
    """Delete the content wherever it lies; nothing that was read is kept (Luật Bảo vệ bí mật nhà nước Đ.5)."""
    use = FileUse.objects.filter(blob=reading.blob, released_at=None).first()
    if use is not None:
        files.remove_secret(use_id=use.pk, by=SYSTEM, at=at)
    drop(blob_id=reading.blob_id, is_secret=True, at=at)
    audit.record(action="ocr.stop_secret", subject=reading.owner, by=SYSTEM, at=at)


@joining
def drop(*, blob_id: int, is_secret: bool, at: datetime) -> None:
    """Drop what was read of a content; of a secret one the searchable copy goes at once, wherever it was passed on."""
    reading = Reading.objects.select_for_update().filter(blob_id=blob_id).first()
    if reading is None:
        return
    if reading.searchable and FileUse.objects.filter(pk=reading.searchable, released_at=None).exists():
        let_go = files.remove_secret if is_secret else files.release
        let_go(use_id=reading.searchable, by=SYSTEM, at=at)
    reading.words, reading.text, reading.searchable, reading.ended_at = [], "", None, at
    reading.state = State.SECRET if is_secret else State.CANCELLED
    reading.save()


@transaction.atomic
def _fail(reading: Reading, fault: Exception, *, at: datetime) -> None:
    row = Reading.objects.select_for_update().get(pk=reading.pk)
    if row.state != State.RUNNING:
        return
    row.state, row.ended_at = State.FAILED, at
    row.trouble = _("Không đọc được bản quét: tệp hỏng hoặc quá nặng. Thử quét lại ở 300 dpi.")
    row.save(update_fields=["state", "ended_at", "trouble"])
    audit.record(
        action="ocr.fail", subject=row.owner, by=SYSTEM, at=at, data={"fault": type(fault).__name__, "tries": row.tries}
    )


def resume_fallen(*, at: datetime) -> int:
    """Let readings go on whose worker fell; one that felled three workers has failed. Return how many go on."""
    count = 0
    for pk in Reading.objects.filter(state=State.RUNNING, beat_at__lt=at - SILENT).values_list("pk", flat=True):
        count += _resume(pk, at)
    return count


@transaction.atomic
def _resume(pk: int, at: datetime) -> bool:
    row = Reading.objects.select_for_update().filter(pk=pk, state=State.RUNNING, beat_at__lt=at - SILENT).first()
    if row is None:
        return False
    if row.tries >= MOST_TRIES:
        row.state, row.ended_at = State.FAILED, at
        row.trouble = _("Đã thử ba lần nhưng bộ đọc dừng giữa chừng. Thử chia nhỏ tệp.")
    else:
        row.state = State.WAITING
        _queue(row)
    row.save(update_fields=["state", "ended_at", "trouble"])
    return row.state == State.WAITING


def forget_gone(*, at: datetime) -> int:
    """Drop the readings of contents that are kept no more; return how many."""
    gone = Reading.objects.filter(blob__gone_at__isnull=False, blob__secret_at=None)
    count = 0
    for reading in gone:
        with transaction.atomic():
            drop(blob_id=reading.blob_id, is_secret=False, at=at)
            reading.delete()
            count += 1
    return count
