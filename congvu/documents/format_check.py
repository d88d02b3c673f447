"""What deviates from Annex I of NĐ 30/2020 in a draft: in its parts, or in an uploaded PDF or Word file.

Each finding names the box of Annex I, what was found and what is wanted. Pure but for reading the bytes given.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from congvu.documents.blocks import blocks_of, order_faults, rows_of
from congvu.documents.word_drafts import has_tables

POINT = 25.4 / 72
MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
"""Millimetres, least and most (Annex I, part I.3)."""
TITLES = re.compile(r"\b(GS|PGS|TS|ThS|TSKH|BS|KS|CN|LS)\.")
SERIFS = ("times", "tinos", "liberationserif", "termes")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Finding = dict[str, str]
NEEDS_BASIS = frozenset({"decision", "resolution"})
NEEDS_ADDRESSEE = frozenset({"letter", "invitation", "telegram"})
FIELDS = {
    "invitation": {
        "event": gettext_lazy("nội dung cuộc họp"),
        "time": gettext_lazy("thời gian"),
        "venue": gettext_lazy("địa điểm"),
    },
    "introduction": {
        "person": gettext_lazy("người được giới thiệu"),
        "sent_to": gettext_lazy("nơi được cử đến"),
        "matter": gettext_lazy("việc"),
    },
    "minutes": {
        "begun": gettext_lazy("lúc bắt đầu"),
        "venue": gettext_lazy("địa điểm"),
        "chair": gettext_lazy("chủ trì"),
        "secretary": gettext_lazy("thư ký"),
    },
    "leave": {
        "person": gettext_lazy("người nghỉ"),
        "from": gettext_lazy("ngày bắt đầu"),
        "to": gettext_lazy("ngày kết thúc"),
    },
}
"""Parts that Annex III asks for in a layout beside the body."""


def _finding(box: str, found: str, wanted: str) -> Finding:
    return {"box": box, "found": found, "wanted": wanted}


def check_parts(
    *, layout: str, subject: str, signer: str, parts: dict[str, Any], addressees: list[str]
) -> list[Finding]:
    """Return what deviates in the parts of a draft; sizes and margins are the layout's own and need no check."""
    body = blocks_of(parts.get("body", ""))
    return [
        *_subject(layout, subject),
        *_bases(layout, rows_of(parts.get("basis", ""))),
        *_body(layout, body, parts.get("fields", {})),
        *_people(layout, signer, addressees),
    ]


def _subject(layout: str, subject: str) -> Iterator[Finding]:
    box = _("Ô 5: trích yếu")
    if not subject.strip():
        yield _finding(box, _("chưa có trích yếu"), _("câu ngắn gọn phản ánh khái quát nội dung"))
    elif subject.rstrip().endswith((".", ";", ",")):
        yield _finding(box, _("kết thúc bằng dấu câu"), _("không có dấu chấm ở cuối"))
    if len(subject.split()) > 80:
        yield _finding(box, _("dài quá 80 chữ"), _("ngắn gọn"))


def _bases(layout: str, rows: list[str]) -> Iterator[Finding]:
    box = _("Ô 6: căn cứ ban hành")
    if layout in NEEDS_BASIS and not rows:
        yield _finding(box, _("chưa có căn cứ"), _("căn cứ pháp lý và căn cứ thực tế, mỗi căn cứ một dòng"))
    for row in rows[:-1]:
        if not row.endswith(";"):
            yield _finding(box, row[-60:], _("mỗi căn cứ kết thúc bằng dấu chấm phẩy"))
    if rows and not rows[-1].endswith("."):
        yield _finding(box, rows[-1][-60:], _("căn cứ cuối cùng kết thúc bằng dấu chấm"))


def _body(layout: str, body: list[dict[str, str]], fields: dict[str, str]) -> Iterator[Finding]:
    box = _("Ô 6: nội dung văn bản")
    wanted = {key: str(name) for key, name in FIELDS.get(layout, {}).items()}
    for key, name in wanted.items():
        if not str(fields.get(key, "")).strip():
            yield _finding(box, _("thiếu %(name)s") % {"name": name}, _("đủ các phần của mẫu tại Phụ lục III"))
    if not body and not wanted:
        yield _finding(box, _("chưa có nội dung"), _("nội dung văn bản"))
    if layout == "decision" and body and not any(block["type"] == "article" for block in body):
        yield _finding(box, _("không có Điều nào"), _("quyết định được bố cục theo điều, khoản, điểm"))
    for fault in order_faults(body):
        yield _finding(box, fault, _("đánh số liên tục; điểm theo thứ tự chữ cái tiếng Việt a, b, c, d, đ, e…"))


def _people(layout: str, signer: str, addressees: list[str]) -> Iterator[Finding]:
    if layout in NEEDS_ADDRESSEE and not addressees:
        yield _finding(_("Ô 9a: Kính gửi"), _("chưa có nơi nhận"), _("tên cơ quan, tổ chức, cá nhân nhận văn bản"))
    if not signer:
        yield _finding(_("Ô 7: người ký"), _("chưa chọn người ký"), _("chức vụ, họ tên người có thẩm quyền"))
    elif TITLES.search(signer):
        yield _finding(_("Ô 7b: họ tên người ký"), signer, _("không ghi học hàm, học vị và danh hiệu danh dự"))


PARTS = (
    ("Ô 1: Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("Ô 1: Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc"),
    ("Ô 3: số, ký hiệu", "Số:"),
    ("Ô 9b: Nơi nhận", "Nơi nhận:"),
)


def _missing(text: str, signer: str) -> Iterator[Finding]:
    plain = re.sub(r"\s+", "", text.replace("–", "-").replace("HOÀ", "HÒA")).casefold()
    for box, words in PARTS:
        if re.sub(r"\s+", "", words).casefold() not in plain:
            yield _finding(box, _("không thấy trong tệp"), words)
    if not re.search(r"ngày.{0,20}tháng.{0,20}năm", plain):
        yield _finding(_("Ô 4: địa danh và thời gian"), _("không thấy trong tệp"), _("địa danh, ngày … tháng … năm …"))
    if signer and re.sub(r"\s+", "", signer).casefold() not in plain:
        yield _finding(_("Ô 7b: họ tên người ký"), _("không thấy trong tệp"), signer)


def check_pdf(content: bytes, *, signer: str) -> list[Finding]:
    """Return what can be read of an uploaded PDF: page size, margins, letters, missing parts."""
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        pages = list(reader.pages)
        texts, findings = [], []
        for number, page in enumerate(pages[:30], 1):
            text, seen = _read(page)
            texts.append(text)
            findings += list(_page(page, number, seen))
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return [_finding(_("Tệp"), _("không đọc được"), _("tệp PDF lành lặn"))]
    if not "".join(texts).strip():
        return [_finding(_("Tệp"), _("chỉ có hình quét, không có chữ"), _("PDF xuất từ máy soạn thảo, có lớp chữ"))]
    return [*findings, *_missing(" ".join(texts), signer)]


Seen = tuple[float, float, float, str, str]
"""x, y, size in points, name of the font, words."""


def _read(page: Any) -> tuple[str, list[Seen]]:
    seen: list[Seen] = []

    def keep(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = abs(tm[3] * cm[3]) or 1.0
            seen.append((x, y, (size or 12) * scale, str((font or {}).get("/BaseFont", "")), text))

    return page.extract_text(visitor_text=keep), seen


def name_place(content: bytes, name: str) -> tuple[int, float, float] | None:
    """Return page (from 1) and place in points where a name last stands, None when it is not to be found."""
    wanted, found = re.sub(r"\s+", "", name).casefold(), None
    if not wanted:
        return None
    try:
        for number, page in enumerate(PdfReader(io.BytesIO(content), strict=False).pages[:60], 1):
            for x, y, _size, _font, text in _read(page)[1]:
                if wanted in re.sub(r"\s+", "", text).casefold():
                    found = (number, x, y)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return found


def _page(page: Any, number: int, seen: list[Seen]) -> Iterator[Finding]:
    width, height = float(page.mediabox.width) * POINT, float(page.mediabox.height) * POINT
    where = _("Trang %(n)s") % {"n": number}
    if {round(width), round(height)} != {210, 297}:
        yield _finding(where, f"{width:.0f} × {height:.0f} mm", _("khổ A4 (210 × 297 mm)"))
    if not seen:
        return
    left = min(x for x, *_rest in seen) * POINT
    least, most = MARGINS["left"]
    if left < least - 1 or (number == 1 and left > most + 15):
        yield _finding(where, _("lề trái %(mm).0f mm") % {"mm": left}, f"{least}–{most} mm")
    low = min(y for _x, y, *_rest in seen) * POINT
    if low < MARGINS["bottom"][0] - 8:
        yield _finding(where, _("lề dưới %(mm).0f mm") % {"mm": low}, "20–25 mm")
    foreign = {name.split("+")[-1].lstrip("/") for *_rest, name, _text in seen if name and not _is_serif(name)}
    if foreign:
        yield _finding(where, _("phông chữ %(names)s") % {"names": ", ".join(sorted(foreign))}, "Times New Roman")
    letters: dict[float, int] = {}
    for _x, _y, size, _name, text in seen:
        letters[round(size)] = letters.get(round(size), 0) + len(text)
    usual = max(letters, key=lambda size: letters[size])
    if not 13 <= usual <= 14 and number <= 2:
        yield _finding(_("Ô 6: nội dung văn bản"), _("cỡ chữ %(n)s") % {"n": usual}, _("cỡ chữ 13–14"))


def _is_serif(name: str) -> bool:
    return any(serif in name.replace(" ", "").replace("-", "").lower() for serif in SERIFS)


def check_docx(content: bytes, *, signer: str) -> list[Finding]:
    """Return what can be read of an uploaded Word file: page size, margins, letters."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(folder.read("word/document.xml"), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return [_finding(_("Tệp"), _("không đọc được"), _("tệp Word (docx) lành lặn"))]
    return [*_sections(root), *_docx_fonts(root), *_docx_sizes(root), *_docx_tables(content)]


def _sections(root: Any) -> Iterator[Finding]:
    names = {"top": _("lề trên"), "bottom": _("lề dưới"), "left": _("lề trái"), "right": _("lề phải")}
    for section in root.iter(f"{W}sectPr"):
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        if size is not None:
            sides = [_mm(size.get(f"{W}{side}")) for side in ("w", "h")]
            if {round(side) for side in sides} != {210, 297}:
                yield _finding(_("Khổ giấy"), f"{sides[0]:.0f} × {sides[1]:.0f} mm", _("khổ A4 (210 × 297 mm)"))
        for side, (least, most) in MARGINS.items():
            found = _mm(margins.get(f"{W}{side}")) if margins is not None else 0.0
            if margins is not None and not least - 0.6 <= found <= most + 0.6:
                yield _finding(_("Lề trang"), f"{names[side]} {found:.0f} mm", f"{least}–{most} mm")


def _mm(twips: str | None) -> float:
    return int(float(twips or 0)) / 1440 * 25.4


def _docx_fonts(root: Any) -> Iterator[Finding]:
    found = {font.get(f"{W}ascii") for font in root.iter(f"{W}rFonts")} - {None}
    foreign = sorted(name for name in found if not _is_serif(name))
    if foreign:
        yield _finding(_("Phông chữ"), ", ".join(foreign), "Times New Roman")


def _docx_sizes(root: Any) -> Iterator[Finding]:
    """Yield when most letters have a size that Annex I does not know for the text, as far as runs tell their size."""
    letters: dict[float, int] = {}
    for run in root.iter(f"{W}r"):
        size = run.find(f"{W}rPr/{W}sz")
        if size is not None and (size.get(f"{W}val") or "").isdigit():
            points = int(size.get(f"{W}val")) / 2
            letters[points] = letters.get(points, 0) + sum(len(one.text or "") for one in run.iter(f"{W}t"))
    usual = max(letters, key=lambda size: letters[size]) if letters else 13.0
    if not 13 <= usual <= 14:
        yield _finding(_("Ô 6: nội dung văn bản"), _("cỡ chữ %(n)s") % {"n": f"{usual:g}"}, _("cỡ chữ 13–14"))


def _docx_tables(content: bytes) -> Iterator[Finding]:
    if has_tables(content):
        yield _finding(
            _("Bảng trong tệp Word"),
            _("mỗi hàng thành một dòng chữ"),
            _("bảng để ở phụ lục tệp riêng (PDF), hoặc tải cả văn bản lên dạng PDF"),
        )
