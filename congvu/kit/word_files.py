"""Word files that are written: a heading and a table, A4 across, in Times New Roman."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""Their type of content."""
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}" Target="word/document.xml"/></Relationships>'
)
FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
LINES = ("top", "left", "bottom", "right", "insideH", "insideV")
SIDES = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in LINES)
PAGE = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"/></w:sectPr>'
)


def table_document(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a Word file with a title and a table whose headings stand on every page."""
    sink = BytesIO()
    head = "<w:trPr><w:tblHeader/></w:trPr>" + "".join(_cell(words, is_bold=True) for words in heads)
    lines = "".join(f"<w:tr>{''.join(_cell(words) for words in cells)}</w:tr>" for cells in rows)
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{SIDES}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{'<w:gridCol/>' * len(heads)}</w:tblGrid><w:tr>{head}</w:tr>{lines}</w:tbl>"
    )
    body = f"{_line(title, size=28, is_bold=True)}{table}{_line('')}{PAGE}"
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("[Content_Types].xml", _xml(TYPES))
        folder.writestr("_rels/.rels", _xml(RELATIONS))
        folder.writestr("word/document.xml", _xml(f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'))
    return sink.getvalue()


def _xml(content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{content}'


def _cell(words: str, *, is_bold: bool = False) -> str:
    return f"<w:tc>{''.join(_line(line, is_bold=is_bold) for line in words.splitlines() or [''])}</w:tc>"


def _line(words: str, *, size: int = 22, is_bold: bool = False) -> str:
    bold = "<w:b/>" if is_bold else ""
    text = escape("".join(char for char in words if char >= " "))
    run = f'<w:r><w:rPr>{FONT}{bold}<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p>{run}</w:p>"
