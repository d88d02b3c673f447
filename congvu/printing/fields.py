"""Turns the boxes a template keeps into empty PDF signature fields, so that the paper itself says where to sign."""

import io
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from .compiler import Box


def keep_fields(*, pdf: bytes, boxes: list[Box]) -> bytes:
    """Return the PDF with one empty, named signature field per box (ISO 32000-1 12.7.4.5)."""
    if not boxes:
        return pdf
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for box in boxes:
        corners = (round(box.x), round(box.y), round(box.x + box.width), round(box.y + box.height))
        append_signature_field(writer, SigFieldSpec(box.name, on_page=box.page - 1, box=corners))
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()
