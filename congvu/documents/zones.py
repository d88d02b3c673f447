"""What a document says of itself, read from the zones of its first page (NĐ 30/2020, Annex I, box 2 to 5b).

Pure: text with places in, proposals out, each with where it stands and how sure it is. A clerk confirms them. A scan's
text has lost accents and strokes here and there, so words are compared without them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from congvu.kit.text import fold

_NUMBER = re.compile(
    r"\bS[ốồổôóòoöõ6ỗộơớ]\s*[:.;,]*\s*([0-9OolI]{1,6})\s*[/|]\s*([0-9A-ZĐa-zđ]+(?:\s*[-–—/.]\s*[0-9A-ZĐa-zđ]+)*)"
)
_PARTY_NUMBER = re.compile(
    r"\bS[ốồổôóòoöõ6ỗộơớ]\s*[:.;,]*\s*([0-9OolI]{1,6})\s*[-–—]\s*([A-ZĐ]{1,5})\s*/\s*([0-9A-ZĐ]+(?:\s*[-–—]\s*[0-9A-ZĐ]+)*)"
)
_LOST_SLASH = re.compile(
    r"\bS[ốồổôóòoöõ6ỗộơớ]\s*[:.;,]*\s*([0-9OlI]{1,6})\s*([A-ZĐ]{2,}(?:\s*[-–—/.]\s*[0-9A-ZĐa-zđ]+)*)\s*$"
)
"""A number whose stroke the machine overlooked: «45UBND-VX»."""
_NUMBERED = re.compile(r"\W*s[o6]\s*[:.;,]*\s*[0-9]")
_DAY = re.compile(
    r"ng[aàảáạãăâ]y\s*([0-9OolI]{1,2})\s*th[aáảàạăâ]ng\s*([0-9OolI]{1,2})\s*n[aăâáàãắ]m\s*([0-9OolI]{4})", re.IGNORECASE
)
_SUBJECT = re.compile(r"^\W*V\s*/\s*[vy]\s*[:.]?\s*(.+)$", re.IGNORECASE)
_MOTTO = ("cong hoa xa hoi", "doc lap", "dang cong san")
_RULE = re.compile(r"^[\s_\-–—.*~=]+$")
_URGENT = {"hoa toc": 3, "thuong khan": 2, "khan": 1}
_BODY_BEGINS = re.compile(r"^(kinh gui|can cu|dieu \d|quyet dinh\s*:|thuc hien|theo de nghi|noi nhan)")
_BODY_NAMES = re.compile(
    r"\W*(uy ban|hoi dong|so|ban |bo |chi cuc|cuc|trung tam|van phong|phong|truong|cong ty|tinh uy|thanh uy|dang uy)\b"
)
_STROKES = {"QD": "QĐ", "HDND": "HĐND", "UBNĐ": "UBND"}
"""Abbreviations whose stroke a machine overlooks or adds; HD, CD, DA stay: they exist with and without it."""
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


_KINDS = {fold(one): one for one in KINDS}

Box = tuple[float, float, float, float]
"""Left, top, width, height, as shares of the page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the first page: its left end and its top, its width and height, as shares of the page (0 to 1)."""

    x: float
    y: float
    text: str
    width: float = 0.0
    height: float = 0.0
    sureness: int = 100
    """How sure the machine is of its letters, 0 to 100; 100 where the file itself says them."""

    @property
    def bare(self) -> str:
        """The words without accents, in small letters."""
        return fold(self.text).strip(" .:*-_")

    @property
    def has_words(self) -> bool:
        """Whether there is more than a rule or a speck."""
        return sum(one.isalnum() for one in self.text) > 1

    @property
    def is_capitals(self) -> bool:
        """Whether it is written in capitals, a misread letter or two aside."""
        letters = [one for one in self.text if one.isalpha()]
        return len(letters) > 1 and sum(one.isupper() for one in letters) >= 0.85 * len(letters)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read, and how sure it is, 0 to 100."""

    box: Box
    sureness: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was read; empty where nothing was."""

    code: str = ""
    issued_on: date | None = None
    organ_name: str = ""
    kind_name: str = ""
    subject: str = ""
    urgency: int = 0
    places: Mapping[str, Place] = field(default_factory=dict)
    """By the name of the field, where something was read."""


def propose(lines: Iterable[Line]) -> Proposal:
    """Return number and symbol, day, body, kind and subject as the first page says them."""
    page = sorted((one for one in lines if one.has_words), key=lambda one: (round(one.y, 2), one.x))
    number, code = _code(page)
    dated, day = _day(page)
    organ_lines, organ = _organ(page, number.y if number else 0.2)
    kind_at, kind = _kind(page)
    subject_lines, subject = _named_subject(page, kind_at) if kind else _letter_subject(page)
    urgent = next((one for one in page if one.y < 0.5 and one.bare in _URGENT), None)
    read = {
        "code": [number] if number else [],
        "issued_on": [dated] if dated and day else [],
        "organ_name": organ_lines,
        "kind_name": [page[kind_at]] if kind else [],
        "subject": subject_lines,
        "urgency": [urgent] if urgent else [],
    }
    return Proposal(
        code=code,
        issued_on=day,
        organ_name=organ,
        kind_name=kind or ("Công văn" if code else ""),
        subject=subject,
        urgency=_URGENT[urgent.bare] if urgent else 0,
        places={name: _place(name, found) for name, found in read.items() if found},
    )


_EXPECTED = {"code": (0.0, 0.55), "organ_name": (0.0, 0.5), "issued_on": (0.3, 1.0)}
"""Where the left end of a box of Annex I stands, as shares of the width; elsewhere it is looked at twice."""


def _place(name: str, lines: Sequence[Line]) -> Place:
    left, top = min(one.x for one in lines), min(one.y for one in lines)
    right, bottom = max(one.x + one.width for one in lines), max(one.y + one.height for one in lines)
    least, most = _EXPECTED.get(name, (0.0, 1.0))
    sure = min(one.sureness for one in lines)
    box = (left, top, right - left, bottom - top)
    return Place(box, sure if least <= left <= most else sure * 6 // 10)


def _digits(text: str) -> int:
    return int(text.translate(str.maketrans("OolI", "0011")))


def _code(page: Sequence[Line]) -> tuple[Line | None, str]:
    for one in page:
        if one.y >= 0.45:
            continue
        if found := _PARTY_NUMBER.search(one.text):
            return one, f"{_digits(found[1]):02d}-{found[2]}/{_symbol(found[3])}"
        if found := _NUMBER.search(one.text):
            return one, f"{_digits(found[1]):02d}/{_symbol(found[2])}"
        if found := _LOST_SLASH.search(one.text):
            return replace(one, sureness=min(one.sureness, 50)), f"{_digits(found[1]):02d}/{_symbol(found[2])}"
    return None, ""


def _symbol(text: str) -> str:
    bare = re.sub(r"\s+", "", text).replace("–", "-").replace("—", "-")
    return "-".join(_STROKES.get(part, part) for part in bare.split("-"))


DATED_FROM = 0.3
"""Left end from which a line with a day is box 4: further left begins the text, with the days of other documents."""


def _day(page: Sequence[Line]) -> tuple[Line | None, date | None]:
    for one in page:
        if (one.y < 0.2 or (one.y < 0.4 and one.x >= DATED_FROM)) and (found := _DAY.search(one.text)):
            try:
                return one, date(_digits(found[3]), _digits(found[2]), _digits(found[1]))
            except ValueError:
                return one, None
    return None, None


def _organ(page: Sequence[Line], number_at: float) -> tuple[list[Line], str]:
    """The issuing body: the last block of capitals in the left half above the number; above it stands its superior."""
    left = [one for one in page if one.x < 0.45 and one.y < number_at and not one.bare.startswith(_MOTTO)]
    capitals = [
        one
        for one in left
        if one.is_capitals
        and not _RULE.match(one.text)
        and one.bare not in _URGENT
        and one.bare not in _KINDS
        and not _NUMBERED.match(one.bare)
    ]
    if not capitals:
        return [], ""
    block = [capitals[-1]]
    for one in reversed(capitals[:-1]):
        if not _begins_body(block[0]) and block[0].y - one.y < 0.03:
            block.insert(0, one)
    return block, _cased(" ".join(" ".join(one.text for one in block).split()))


def _begins_body(line: Line) -> bool:
    return bool(_BODY_NAMES.match(line.bare))


_OF_A_PLACE = re.compile(r"((?:tỉnh|thành phố|phường|xã|đặc khu|huyện|quận|thị xã|thị trấn) )(.+)$", re.IGNORECASE)
_OF_A_FIELD = re.compile(
    r"^((?:sở|bộ|ban|cục|chi cục|tổng cục|phòng|trung tâm|văn phòng|thanh tra|kho bạc|chi nhánh) )(\w)", re.IGNORECASE
)
_OF_FIELDS = re.compile(r"^(?:sở|bộ|phòng) ", re.IGNORECASE)


def _cased(text: str) -> str:
    """Write a name of capitals as names are written (NĐ 30/2020, Annex II): «ỦY BAN NHÂN DÂN TỈNH A» → «Ủy ban nhân dân
    tỉnh A», «SỞ VĂN HÓA VÀ THỂ THAO» → «Sở Văn hóa và Thể thao».
    """
    small = text.strip(" .*_-|").lower()
    small = _raised(_OF_A_FIELD, small[:1].upper() + small[1:])
    if _OF_FIELDS.match(small):
        small = _raised(re.compile(r"((?: và|,) )(\w)"), small)
    return _OF_A_PLACE.sub(lambda found: found[1] + found[2].title(), small)


def _raised(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: found[1] + found[2].upper(), text)


def _kind(page: Sequence[Line]) -> tuple[int, str]:
    for place, one in enumerate(page):
        if 0.1 < one.y < 0.5 and one.is_capitals and one.bare in _KINDS:
            return place, _KINDS[one.bare].capitalize()
    return 0, ""


def _named_subject(page: Sequence[Line], kind_at: int) -> tuple[list[Line], str]:
    """Subject of a named document: the lines below its kind, up to a rule or the beginning of the text."""
    lines: list[Line] = []
    for one in page[kind_at + 1 :]:
        if _RULE.match(one.text) or _BODY_BEGINS.match(one.bare) or len(lines) == 5 or one.is_capitals:
            break
        if lines and one.y - lines[-1].y > 0.045:
            break
        lines.append(one)
    return lines, _joined(one.text for one in lines)


def _letter_subject(page: Sequence[Line]) -> tuple[list[Line], str]:
    """Subject of a letter: «V/v …» below its number, on the left."""
    for place, one in enumerate(page):
        if found := _SUBJECT.match(one.text):
            lines, words = [one], [found[1]]
            for more in page[place + 1 : place + 8]:
                if more.x > 0.45:
                    continue
                if _BODY_BEGINS.match(more.bare) or more.bare in _URGENT or more.y - one.y > 0.09:
                    break
                lines.append(more)
                words.append(more.text.strip())
            return lines, _joined(words)
    return [], ""


def _joined(words: Iterable[str]) -> str:
    return " ".join(" ".join(one.strip(" .|_-*~—:`") for one in words).split())[:500]
