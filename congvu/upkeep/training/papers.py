"""In the place of every file a paper that says what it is: of the same sort, each with a content of its own."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from congvu.files.models import Blob, address_of
from congvu.kit.workbooks import new_workbook
from congvu.printing import operations as printing

WORDS = "BẢN TẬP HUẤN"
TEXT = """#set page(paper: "a4")
#set text(font: "Tinos", size: 14pt)
#align(center + horizon)[*BẢN TẬP HUẤN* \\ Tệp số {number}, thay cho tệp đã nộp. \\ Người và việc đều không có thật.]
"""
DOCX = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>',
    "word/document.xml": '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>',
}
"""The least that is a DOCX."""
SIZE = (1240, 1754)
"""A4 at 150 dots per inch."""


def replace(*, at: datetime, say: Callable[[str], None] = lambda words: None) -> int:
    """Put a stand-in in the place of every content, and delete the content; return how many."""
    done = 0
    for blob in Blob.objects.filter(gone_at=None).iterator():
        made = made_for(blob.pk, blob.kind, at)
        former = blob.address
        blob.sha256, blob.size, blob.pages = (
            sha256(made).hexdigest(),
            len(made),
            1 if blob.kind == "pdf" else blob.pages,
        )
        if not default_storage.exists(address_of(blob.sha256)):
            default_storage.save(address_of(blob.sha256), ContentFile(made))
        blob.save(update_fields=["sha256", "size", "pages"])
        default_storage.delete(former)
        done += 1
        if done % 1000 == 0:
            say(str(done))
    return done


def made_for(number: int, kind: str, at: datetime) -> bytes:
    """Return a file of a kind that names its own number."""
    match kind:
        case "jpeg" | "png":
            return _picture(number, kind)
        case "xlsx":
            sink = io.BytesIO()
            with new_workbook(sink) as book:
                book.add_worksheet(WORDS).write_string(0, 0, f"{WORDS} {number}")
            return sink.getvalue()
        case "docx":
            return _zipped({name: text.replace("{words}", f"{WORDS} {number}") for name, text in DOCX.items()})
        case "zip":
            return _zipped({"tap-huan.txt": f"{WORDS} {number}"})
    return printing.print_paper(source=TEXT.replace("{number}", str(number)), data={}, at=at)


def _zipped(parts: dict[str, str]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in parts.items():
            pack.writestr(name, text)
    return sink.getvalue()


def _picture(number: int, kind: str) -> bytes:
    image, sink = Image.new("RGB", SIZE, "white"), io.BytesIO()
    ImageDraw.Draw(image).text((120, 800), f"BAN TAP HUAN {number}", fill="black")
    image.save(sink, kind)
    return sink.getvalue()
