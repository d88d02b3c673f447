"""Turns the boxes a template keeps into empty PDF fields, so that the paper itself says where to sign and to fill in.

A text field (number, date) is filled in by an update after a signature: that is no new page content, so the signature
stays good (ISO 32000-1 12.7.4.3, 12.8.2.2).
"""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic as pyhanko_generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from .compiler import Box, compile_pdf

generic: Any = pyhanko_generic  # its objects have no types
PRINTED, READ_ONLY = 4, 1
"""Flags of an annotation and of a field."""
Name = generic.NameObject
WORDS = """
#let d = json(bytes(sys.inputs.data))
#set document(title: "-")
#set page(width: d.width * 1pt, height: d.height * 1pt, margin: 0pt, fill: none)
#set text(font: "Tinos", size: d.size * 1pt, style: d.style, lang: "vi")
#set text(top-edge: "cap-height", bottom-edge: "baseline")
#set par(justify: false)
#align(horizon + (if d.align == "center" { center } else { left }), d.text)
"""


class FieldMissing(Exception):
    """The paper keeps no such empty field: told to the developer in English."""


def keep_fields(*, pdf: bytes, boxes: list[Box], at: datetime) -> bytes:
    """Return the PDF with one empty, named field per box: for a signature (12.7.4.5), or for words."""
    if not boxes:
        return pdf
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for box in boxes:
        if box.kind == "words":
            _append_words(writer, box, at)
            continue
        corners = (round(box.x), round(box.y), round(box.x + box.width), round(box.y + box.height))
        append_signature_field(writer, SigFieldSpec(box.name, on_page=box.page - 1, box=corners))
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def word_fields(pdf: bytes) -> dict[str, str]:
    """Return the fields for words with what stands in them; empty ones are to be filled in."""
    return {str(field["/T"]): str(field.get("/V", "")) for field in _fields(PdfFileReader(io.BytesIO(pdf)))}


def fill_fields(*, pdf: bytes, words: Mapping[str, str], at: datetime) -> bytes:
    """Return the PDF with empty fields filled in, as an update that leaves every signature good and PDF/A kept.

    :raises FieldMissing: there is no such field, or something stands in it
    """
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields = {str(field["/T"]): field for field in _fields(writer)}
    for name, text in words.items():
        field = fields.get(name)
        if field is None or field.get("/V"):
            raise FieldMissing(name)
        field[Name("/V")] = generic.TextStringObject(text)
        field[Name("/AP")] = generic.DictionaryObject({Name("/N"): _appearance(writer, field, text, at)})
        writer.mark_update(field.container_ref)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def _fields(handler: Any) -> list[Any]:
    if "/AcroForm" not in handler.root:
        return []
    rows = [field.get_object() for field in handler.root["/AcroForm"]["/Fields"]]
    return [row for row in rows if "/FT" in row and row["/FT"] == "/Tx"]


def _append_words(writer: Any, box: Box, at: datetime) -> None:
    page_ref, _tree = writer.find_page_for_modification(box.page - 1)
    corners = [generic.FloatObject(round(side, 2)) for side in (box.x, box.y, box.x + box.width, box.y + box.height)]
    field = generic.DictionaryObject(
        {
            Name("/Type"): Name("/Annot"),
            Name("/Subtype"): Name("/Widget"),
            Name("/FT"): Name("/Tx"),
            Name("/T"): generic.TextStringObject(box.name),
            Name("/Rect"): generic.ArrayObject(corners),
            Name("/F"): generic.NumberObject(PRINTED),
            Name("/Ff"): generic.NumberObject(READ_ONLY),
            Name("/DA"): generic.TextStringObject(f"/Tinos {box.size:g} Tf 0 g"),
            Name("/Q"): generic.NumberObject(1 if box.align == "center" else 0),
            Name("/TU"): generic.TextStringObject(f"{box.size:g} {box.style} {box.align}"),
            Name("/P"): page_ref,
        }
    )
    field[Name("/AP")] = generic.DictionaryObject({Name("/N"): _appearance(writer, field, box.empty, at)})
    ref = writer.add_object(field)
    page = page_ref.get_object()
    writer.register_annotation(page_ref, ref) if "/Annots" in page else _first_note(writer, page, ref)
    _form_fields(writer).append(ref)


def _form_fields(writer: Any) -> Any:
    if "/AcroForm" not in writer.root:
        form = generic.DictionaryObject({Name("/Fields"): generic.ArrayObject()})
        writer.root[Name("/AcroForm")] = writer.add_object(form)
        writer.update_root()
    fields = writer.root["/AcroForm"]["/Fields"]
    writer.update_container(fields)
    return fields


def _first_note(writer: Any, page: Any, ref: Any) -> None:
    page[Name("/Annots")] = generic.ArrayObject([ref])
    writer.update_container(page)


def _appearance(writer: Any, field: Any, text: str, at: datetime) -> Any:
    left, lower, right, upper = (float(side) for side in field["/Rect"])
    size, style, align = str(field["/TU"]).split()
    data = {"width": right - left, "height": upper - lower, "text": text, "size": float(size), "style": style}
    page, _boxes = compile_pdf(source=WORDS, data={**data, "align": align}, at=at)
    return writer.import_page_as_xobject(PdfFileReader(io.BytesIO(page)))
