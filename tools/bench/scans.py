"""Scans and heavy files: pages read a minute, an older office taken in, memory on a file of 60 MB."""

import io
import os
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image
from pypdf import PdfWriter

from congvu.documents.operations import importing
from congvu.dossiers.tests.scenes import Commune
from congvu.files import operations as files
from congvu.files import queries as kept
from congvu.files.models import FileUse
from congvu.files.tests import contents
from congvu.kit.actors import SYSTEM
from congvu.ocr import operations, queries
from congvu.ocr.tests.scans import scan
from congvu.signing import operations as signing
from tools.bench import office
from tools.bench.figures import Figures, timed

PAGES, DOTS = 30, 300
HEAVY = 60_000_000
"""Bytes."""
OFFICE = {"agencies": 50, "accounts": 500, "documents": 5_000, "files": 100}
LETTER = """
#set page(paper: "a4", margin: 2.5cm)
#set text(size: 13pt)
#for number in range(1, 30) [
  Điều #number. Ủy ban nhân dân các phường rà soát thủ tục hành chính, báo cáo Sở Nội vụ trước ngày #number tháng 11.
]
"""


def measure(commune: Commune, figures: Figures) -> None:
    """Read a scan of thirty pages, take in an older office, carry a file of 60 MB about."""
    if names := queries.missing():
        print(f"  scans: not measured, missing: {', '.join(names)}")
    else:
        _read(figures)
    _office(figures)
    _heavy(commune, figures)


def _store(content: bytes, name: str, owner: str) -> FileUse:
    return files.store(
        stream=io.BytesIO(content), name=name, owner=owner, max_bytes=HEAVY * 2, by=SYSTEM, at=timezone.now()
    )


def _read(figures: Figures) -> None:
    use = _store(scan(contents.pdf(LETTER), dots=DOTS, pages=PAGES), "quet.pdf", "bench:scan")
    asked = operations.ask(use=use, by=SYSTEM, at=timezone.now())
    if asked is None:
        raise RuntimeError("no reading")
    before = _spent()
    took = timed(lambda: operations.read(reading_id=asked.pk))
    figures.add("CPU of a page read", (_spent() - before) / PAGES, "s", PAGES)
    asked.refresh_from_db()
    if asked.state != "done" or "Ủy ban nhân dân" not in asked.text:
        raise RuntimeError(f"scan not read: {asked.state} {asked.trouble}")
    figures.add(f"scan of {PAGES} pages at {DOTS} dpi read, with its searchable copy", took, "s", 1)
    figures.add("pages read", PAGES / took * 60, "pages/min", PAGES)


def _spent() -> float:
    """Return the seconds of CPU that processes started from here have taken so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _office(figures: Figures) -> None:
    with tempfile.TemporaryDirectory(prefix="congvu-office-") as name:
        office.make(Path(name), code="H98", **OFFICE)
        now = timezone.now()
        took = timed(lambda: importing.take_in_all(path=Path(name), partly=True, by=SYSTEM, at=now))
        figures.add("older office taken in", OFFICE["documents"] / took, "documents/s", OFFICE["documents"])


def _heavy(commune: Commune, figures: Figures) -> None:
    content = _heavy_pdf()
    held: dict[str, Any] = {}
    size = f"{len(content) / 1e6:.0f} MB"

    def intake() -> None:
        held["use"] = _store(content, "nang.pdf", "bench:heavy")

    def view() -> None:
        with kept.open_use(held["use"]) as stream:
            while stream.read(65_536):
                pass

    def sign() -> None:
        leader = commune.officials["leader"]
        signing.sign_paper(
            pdf=content, official_id=leader.id or 0, reason="bench", by=leader, at=commune.now, subject="bench:heavy"
        )

    for what, work in {"taken in": intake, "sent to a reader": view, "signed": sign}.items():
        figures.add(f"memory beyond the file's own: {size} {what}", _peak(work) / 1e6, "MB", 1)
    drawn = timed(lambda: queries.page_picture(held["use"], page=1))
    figures.add(f"first page of {size} as a picture", drawn, "s", 1)


def _heavy_pdf() -> bytes:
    """A PDF of pages of noise, which nothing makes smaller; written anew, for Pillow's table of objects is odd."""
    side = 1800
    pages = [Image.frombytes("L", (side, side), os.urandom(side * side)) for _page in range(24)]
    sink = io.BytesIO()
    pages[0].save(sink, "PDF", save_all=True, append_images=pages[1:], quality=95)
    clean = io.BytesIO()
    PdfWriter(clone_from=sink).write(clean)
    if clean.tell() < HEAVY:
        raise RuntimeError(f"only {clean.tell()} bytes")
    return clean.getvalue()


def _peak(work: Callable[[], None]) -> int:
    """Return by how many bytes this process grows at most while it works."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    work()
    return max(0, _status("VmHWM") - before)


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
