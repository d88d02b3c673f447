"""A DOCX of headings, paragraphs and tables (ECMA-376), as little of it as word processors need to open and edit it."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
LINKS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701"/></w:sectPr>'
)
EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4"/>' for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def run(text: str, *, bold: bool = False, marked: bool = False, half_points: int = 26) -> str:
    """Return words of one look; ``marked`` ones stand on yellow."""
    looks = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    looks += "<w:b/>" * bold + f'<w:sz w:val="{half_points}"/>' + '<w:highlight w:val="yellow"/>' * marked
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, centred: bool = False) -> str:
    """Return a paragraph."""
    placed = '<w:jc w:val="center"/>' if centred else ""
    return f'<w:p><w:pPr><w:spacing w:after="120"/>{placed}</w:pPr>{"".join(runs)}</w:p>'


def table(rows: Iterable[Iterable[str]]) -> str:
    """Return a table of plain words; its first row is bold."""
    said = []
    for number, row in enumerate(rows):
        cells = "".join(
            f"<w:tc><w:tcPr/>{paragraph(run(words, bold=number == 0, half_points=22))}</w:tc>" for words in row
        )
        said.append(f"<w:tr>{cells}</w:tr>")
    looks = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{EDGES}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{looks}{''.join(said)}</w:tbl>{paragraph()}"


def save(parts: Iterable[str], target: Path) -> None:
    """Write the file."""
    body = f'<w:document xmlns:w="{SPACE}"><w:body>{"".join(parts)}{PAGE}</w:body></w:document>'
    body = f'<?xml version="1.0" encoding="UTF-8"?>{body}'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in (("[Content_Types].xml", TYPES), ("_rels/.rels", LINKS), ("word/document.xml", body)):
            folder.writestr(name, text)
