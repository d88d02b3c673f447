"""Typst, kept on a short lead: our fonts only, our blocks only, no network, one compiler a thread."""

import json
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

HERE = Path(__file__).parent
BLOCKS = HERE / "blocks"
FONTS = HERE / "fonts"
FOREIGN = re.compile(r"""#?\b(?:import|include)\b(?!\s+"/nd30\.typ")|\b(?:eval|std|plugin)\b|@(?:preview|local)\b""")
"""What a template may not say: any other source, and the words by which it could write such a line while it prints
(``eval``, also reached through ``std``) or run foreign code (``plugin``). Typst itself reads inside its folder only."""


class PaperNotPrintable(Exception):
    """A template does not compile: a fault of the template or its data, told to the developer in English."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place kept free: page from 1; points from the page's lower left corner, as PDF counts.

    For a signature, or (``kind`` words) for what is filled in after it: then size, style, alignment of the letters,
    and what is shown until then.
    """

    name: str
    page: int
    x: float
    y: float
    width: float
    height: float
    kind: str = "signature"
    size: float = 13
    style: str = "normal"
    align: str = "left"
    empty: str = ""


class _Words(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if isinstance(o, datetime):
            return timezone.localtime(o).isoformat(timespec="seconds") if timezone.is_aware(o) else o.isoformat()
        if isinstance(o, date | time):
            return o.isoformat()
        return super().default(o)


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data as JSON knows it: moments become Vietnamese local time in ISO 8601, lazy words become text."""
    words: dict[str, Any] = json.loads(json.dumps(data, cls=_Words))
    return words


def qr_svg(text: str) -> str:
    """Return a QR code as SVG, error correction M: readable from a wrinkled printout."""
    return str(segno.make(text, error="m", micro=False).svg_inline(border=0, omitsize=True))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


class _Desk(threading.local):
    """One thread's compiler and its folder: Typst answers queries only about a file on disk."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="congvu-print-")
        root = Path(self.folder.name)
        for block in BLOCKS.glob("*.typ"):
            shutil.copy(block, root)
        self.main = root / "main.typ"
        self.main.touch()
        self.compiler = typst.Compiler(input=str(self.main), root=str(root), font_paths=_fonts())


_desk = _Desk()
TRAINING_MARK = (
    '#set page(foreground: place(center + horizon, rotate(-50deg, text(font: "Tinos", size: 68pt, '
    "fill: rgb(178, 34, 34, 46))[BẢN TẬP HUẤN])))\n"
)
"""Over every page that a copy to train on prints."""


Files = Mapping[str, bytes]
"""Pictures that a template shows, by the plain name under which it asks for them: ``image("/page-1.jpg")``."""


def compile_pdf(
    *, source: str, data: dict[str, Any], at: datetime, files: Files | None = None
) -> tuple[bytes, list[Box]]:
    """Return a PDF/A-2b and the boxes it keeps for signatures. The same input gives the same bytes.

    :param data: plain data; a text under ``qr`` is also given as SVG under ``qr_svg``
    :raises PaperNotPrintable: the template has a fault, asks for a font we do not have, or reaches outside
    """
    with _laid_out(files or {}):
        pdf = _compiled(source, data, format="pdf", pdf_standards=["a-2b"], timestamp=int(at.timestamp()))
        assert isinstance(pdf, bytes)
        return pdf, [Box(**box) for box in json.loads(_desk.compiler.query("<reserved>", field="value"))]


def compile_pictures(*, source: str, data: dict[str, Any], dots: int = 110, files: Files | None = None) -> list[bytes]:
    """Return the pages as PNG, for reading on a screen where a PDF viewer may be missing.

    :param dots: dots per inch
    :raises PaperNotPrintable: as for a PDF
    """
    with _laid_out(files or {}):
        pages = _compiled(source, data, format="png", ppi=float(dots))
    return [pages] if isinstance(pages, bytes) else [page for page in pages or () if page]


@contextmanager
def _laid_out(files: Files) -> Iterator[None]:
    """Put files into this thread's folder for one paper."""
    places = {Path(_desk.folder.name) / name: content for name, content in files.items()}
    try:
        for place, content in places.items():
            place.write_bytes(content)
        yield
    finally:
        for place in places:
            place.unlink(missing_ok=True)


def _compiled(source: str, data: dict[str, Any], **how: Any) -> Any:
    if found := FOREIGN.search(source):
        raise PaperNotPrintable(f'a template may import nothing but "/nd30.typ": {found.group()!r}')
    if data.get("qr"):
        data = {**data, "qr_svg": qr_svg(str(data["qr"]))}
    _desk.main.write_text((TRAINING_MARK if settings.TRAINING else "") + source, encoding="utf-8")
    try:
        made, warnings = _desk.compiler.compile_with_warnings(
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, **how
        )
    except typst.TypstError as fault:
        raise PaperNotPrintable(f"{fault.message}: {' '.join(fault.hints)} {fault.diagnostic}") from fault
    if warnings:
        raise PaperNotPrintable("; ".join(warning.message for warning in warnings))
    return made
