"""Where on a paper a signature and a seal belong (NĐ 30/2020, Annex I, boxes 7c and 8)."""

import io
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from .pades import POINTS, FieldPlace

SIGNATURE, SEAL = "signature", "seal"


def free_field(pdf: bytes, *, name: str) -> str:
    """Return the first empty signature field whose name begins so (``signature``, ``signature-2``), or nothing."""
    return next((found for found, filled, _ in _fields(pdf) if not filled and found.startswith(name)), "")


def shown(pdf: bytes, *, name: str) -> dict[str, Any]:
    """Return where a field stands, for who is to sign there: ``page`` and ``pages`` from 1, ``box`` in per mille.

    The box is left, top, width, height of the page; empty for a field without area or without a page.
    """
    pages = _pages(PdfFileReader(io.BytesIO(pdf)).root["/Pages"])
    for number, page in enumerate(pages, start=1):
        for note in _notes(page):
            if "/T" in note and note["/T"] == name and "/Rect" in note:
                return {"page": number, "pages": len(pages), "box": _per_mille(page, note)}
    return {}


def shown_at(pdf: bytes, place: FieldPlace) -> dict[str, Any]:
    """Return the same of a field that is not there yet; empty for one without area."""
    left, lower, right, upper = place.box
    if right <= left or upper <= lower:
        return {}
    pages = _pages(PdfFileReader(io.BytesIO(pdf)).root["/Pages"])
    box = _per_mille(pages[place.page], {"/Rect": place.box})
    return {"page": place.page + 1, "pages": len(pages), "box": box}


def _per_mille(page: Any, note: Any) -> list[int]:
    left, lower, right, upper = (float(side) for side in list(note["/Rect"]))
    start, bottom, end, top = (float(side) for side in list(_inherited(page, "/MediaBox")))
    width, height = end - start, top - bottom
    sides = ((left - start) / width, (top - upper) / height, (right - left) / width, (upper - lower) / height)
    return [round(side * 1000) for side in sides]


def _inherited(page: Any, key: str) -> Any:
    return page[key] if key in page else _inherited(page["/Parent"], key)


def unused_name(pdf: bytes, *, name: str) -> str:
    """Return a name no field has yet: ``seal``, ``seal-2``."""
    taken = {found for found, _filled, _ in _fields(pdf)}
    return next(free for n in range(1, len(taken) + 2) if (free := name if n == 1 else f"{name}-{n}") not in taken)


def seal_place(pdf: bytes, *, over: str, diameter_mm: Any) -> FieldPlace:
    """Return where the seal stands: level with the signature ``over``, covering its left third, in real size.

    Over an invisible signature it is a box without area: an invisible seal.
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    name = unused_name(pdf, name=SEAL)
    for page, node in enumerate(_pages(reader.root["/Pages"])):
        for note in _notes(node):
            if "/T" in note and note["/T"] == over and "/Rect" in note:
                return FieldPlace(name, page, _third([float(side) for side in list(note["/Rect"])], float(diameter_mm)))
    return FieldPlace(name, 0, (0, 0, 0, 0))


def corner_place(pdf: bytes, *, width_mm: float, height_mm: float, margin_mm: float = 8) -> FieldPlace:
    """Return a new field in the upper right corner of the first page: where an agency marks another's paper."""
    page = _pages(PdfFileReader(io.BytesIO(pdf)).root["/Pages"])[0]
    _start, _bottom, end, top = (float(side) for side in list(_inherited(page, "/MediaBox")))
    unit = float(POINTS)
    right, upper = end - margin_mm * unit, top - margin_mm * unit
    box = (right - width_mm * unit, upper - height_mm * unit, right, upper)
    left, lower, right_, upper_ = (round(side) for side in box)
    return FieldPlace(unused_name(pdf, name=SEAL), 0, (left, lower, right_, upper_))


def _third(signature: list[float], diameter_mm: float) -> tuple[int, int, int, int]:
    left, lower, right, upper = signature
    side = diameter_mm * float(POINTS)
    edge = left + (right - left) / 3
    middle = (lower + upper) / 2
    start = max(0.0, edge - side)
    return round(start), round(middle - side / 2), round(start + side), round(middle + side / 2)


def _fields(pdf: bytes) -> list[tuple[str, bool, Any]]:
    return _fields_of(PdfFileReader(io.BytesIO(pdf)))


def _fields_of(reader: PdfFileReader) -> list[tuple[str, bool, Any]]:
    return [(str(name), value is not None, field) for name, value, field in enumerate_sig_fields(reader)]


def _notes(page: Any) -> list[Any]:
    if "/Annots" not in page:
        return []
    return [note.get_object() for note in page["/Annots"]]


def _pages(node: Any) -> list[Any]:
    return [page for kid in node["/Kids"] for page in _pages(kid.get_object())] if "/Kids" in node else [node]
