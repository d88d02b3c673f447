"""Contents as people send them."""

import io
import zipfile
from functools import cache

import typst
from PIL import Image
from pypdf import PdfReader, PdfWriter

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@cache
def pdf(text: str = "Giấy chứng sinh", pages: int = 1) -> bytes:
    return typst.compile("\n#pagebreak()\n".join([text] * pages).encode())


def locked_pdf() -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf()))), io.BytesIO()
    writer.encrypt("bí mật", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def image(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


def folder(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return out.getvalue()


def docx(*paragraphs: str, **more: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return folder(**{"[Content_Types].xml": "<Types/>", "word/document.xml": document, **more})


def xlsx() -> bytes:
    return folder(**{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
