"""What a document says of itself, read from the zones of its first page (NĐ 30/2020, Annex I, box 2 to 5b).

Pure: text with places in, proposals out. A clerk confirms them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

_NUMBER = re.compile(r"S[ốố]\s*[:.]?\s*([0-9]{1,6})\s*/\s*([0-9A-ZĐa-zđ]+(?:\s*[-–/.]\s*[0-9A-ZĐ]+)*)")
_DAY = re.compile(r"ng[àa]y\s*([0-9]{1,2})\s*th[áa]ng\s*([0-9]{1,2})\s*n[ăa]m\s*([0-9]{4})", re.IGNORECASE)
_SUBJECT = re.compile(r"^\s*V\s*/\s*v\s*[:.]?\s*(.+)$", re.IGNORECASE)
_MOTTO = re.compile(r"CỘNG\s+H[OÒÀ]*[ÒA]?\s*XÃ\s+HỘI|Độc\s+lập|ĐẢNG\s+CỘNG\s+SẢN", re.IGNORECASE)
_RULE = re.compile(r"^[\s_\-–—.*]+$")
_URGENT = {"HỎA TỐC": 3, "HOẢ TỐC": 3, "THƯỢNG KHẨN": 2, "KHẨN": 1}
_BODY_BEGINS = re.compile(r"^(Kính gửi|Căn cứ|Điều \d|QUYẾT ĐỊNH\s*:|Thực hiện|Theo đề nghị|Nơi nhận)", re.IGNORECASE)
_BODY_NAMES = re.compile(
    r"\s*(ỦY BAN|UỶ BAN|HỘI ĐỒNG|SỞ|BAN |BỘ |CHI CỤC|CỤC|TRUNG TÂM|VĂN PHÒNG|PHÒNG|TRƯỜNG|CÔNG TY|"
    r"TỈNH ỦY|THÀNH ỦY|ĐẢNG ỦY)"
)
KINDS = (
    "NGHỊ QUYẾT",
    "QUYẾT ĐỊNH",
    "CHỈ THỊ",
    "QUY CHẾ",
    "QUY ĐỊNH",
    "THÔNG CÁO",
    "THÔNG BÁO",
    "HƯỚNG DẪN",
    "CHƯƠNG TRÌNH",
    "KẾ HOẠCH",
    "PHƯƠNG ÁN",
    "ĐỀ ÁN",
    "DỰ ÁN",
    "BÁO CÁO",
    "BIÊN BẢN",
    "TỜ TRÌNH",
    "HỢP ĐỒNG",
    "CÔNG ĐIỆN",
    "BẢN GHI NHỚ",
    "BẢN THỎA THUẬN",
    "GIẤY ỦY QUYỀN",
    "GIẤY MỜI",
    "GIẤY GIỚI THIỆU",
    "GIẤY NGHỈ PHÉP",
    "PHIẾU GỬI",
    "PHIẾU CHUYỂN",
    "PHIẾU BÁO",
    "THƯ CÔNG",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the first page: its left end and its height from the top, as shares of the page (0 to 1)."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was read; empty where nothing was."""

    code: str = ""
    issued_on: date | None = None
    organ_name: str = ""
    kind_name: str = ""
    subject: str = ""
    urgency: int = 0


def propose(lines: Iterable[Line]) -> Proposal:
    """Return number and symbol, day, body, kind and subject as the first page says them."""
    page = sorted((one for one in lines if one.text.strip()), key=lambda one: (round(one.y, 2), one.x))
    number_at, code = _code(page)
    kind_at, kind = _kind(page)
    return Proposal(
        code=code,
        issued_on=_day(page),
        organ_name=_organ(page, number_at),
        kind_name=kind or ("Công văn" if code else ""),
        subject=_named_subject(page, kind_at) if kind else _letter_subject(page),
        urgency=next((_URGENT[_bare(one.text)] for one in page if _bare(one.text) in _URGENT), 0),
    )


def _bare(text: str) -> str:
    return " ".join(text.upper().split()).strip(" .:*")


def _code(page: Sequence[Line]) -> tuple[float, str]:
    for one in page:
        if one.y < 0.45 and (found := _NUMBER.search(one.text)):
            symbol = re.sub(r"\s+", "", found[2]).replace("–", "-")
            return one.y, f"{int(found[1]):02d}/{symbol}"
    return 0.2, ""


def _day(page: Sequence[Line]) -> date | None:
    for one in page:
        if one.y < 0.5 and (found := _DAY.search(one.text)):
            try:
                return date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                return None
    return None


def _organ(page: Sequence[Line], number_at: float) -> str:
    """The issuing body: the last block of capitals in the left half above the number; above it stands its superior."""
    left = [one for one in page if one.x < 0.45 and one.y < number_at and not _MOTTO.search(one.text)]
    capitals = [
        one for one in left if one.text.isupper() and not _RULE.match(one.text) and _bare(one.text) not in _URGENT
    ]
    if not capitals:
        return ""
    block = [capitals[-1]]
    for one in reversed(capitals[:-1]):
        if not _begins_body(block[0].text) and block[0].y - one.y < 0.03:
            block.insert(0, one)
    return _cased(" ".join(" ".join(one.text for one in block).split()))


def _begins_body(text: str) -> bool:
    return bool(_BODY_NAMES.match(text))


def _cased(text: str) -> str:
    """Write a name of capitals as names are written: «ỦY BAN NHÂN DÂN TỈNH A» → «Ủy ban nhân dân tỉnh A»."""
    small = text.lower()
    small = re.sub(r"^(.)", lambda m: m[1].upper(), small)

    def named(found: re.Match[str]) -> str:
        return found[1] + found[2].title()

    return re.sub(r"((?:tỉnh|thành phố|phường|xã|đặc khu|huyện|quận|thị xã|thị trấn|sở|bộ) )(.+)$", named, small)


def _kind(page: Sequence[Line]) -> tuple[int, str]:
    for place, one in enumerate(page):
        bare = _bare(one.text)
        if 0.1 < one.y < 0.5 and bare in KINDS:
            return place, bare.capitalize()
    return 0, ""


def _named_subject(page: Sequence[Line], kind_at: int) -> str:
    """Subject of a named document: the lines below its kind, up to a rule or the beginning of the text."""
    words: list[str] = []
    for one in page[kind_at + 1 :]:
        if _RULE.match(one.text) or _BODY_BEGINS.match(one.text.strip()) or len(words) == 5 or one.text.isupper():
            break
        words.append(one.text.strip())
    return " ".join(" ".join(words).split())[:500]


def _letter_subject(page: Sequence[Line]) -> str:
    """Subject of a letter: «V/v …» below its number, on the left."""
    for place, one in enumerate(page):
        if found := _SUBJECT.match(one.text):
            words = [found[1]]
            for more in page[place + 1 : place + 8]:
                if more.x > 0.45:
                    continue
                if _BODY_BEGINS.match(more.text.strip()) or _RULE.match(more.text) or more.y - one.y > 0.09:
                    break
                words.append(more.text.strip())
            return " ".join(" ".join(words).split())[:500]
    return ""
