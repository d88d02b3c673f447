"""Numbers, symbols and the lines of a signature as NĐ 30/2020 writes them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from congvu.people.models import Agency

UBND = (Agency.Kind.PROVINCE, Agency.Kind.DISTRICT, Agency.Kind.COMMUNE)
BODIES = {
    **dict.fromkeys(UBND, "Ủy ban nhân dân"),
    Agency.Kind.COUNCIL: "Hội đồng nhân dân",
    Agency.Kind.PARTY_COMMITTEE: "Ban Thường vụ",
    Agency.Kind.FRONT_COMMITTEE: "Ban Thường trực",
}
HEADS = {
    **dict.fromkeys(UBND, "Chủ tịch"),
    Agency.Kind.COUNCIL: "Chủ tịch",
    Agency.Kind.PARTY_COMMITTEE: "Bí thư",
    Agency.Kind.FRONT_COMMITTEE: "Chủ tịch",
    Agency.Kind.MASS_ORGANISATION: "Chủ tịch",
    Agency.Kind.OFFICE: "Chánh Văn phòng",
}
SYMBOLS = {**dict.fromkeys(UBND, "UBND"), Agency.Kind.COUNCIL: "HĐND"}
SMALL_WORDS = frozenset({"và", "của", "các", "thành", "phố", "tỉnh"})
URGENCY_WIDTHS = {1: 20, 2: 40, 3: 30, 4: 30}
"""Width in millimetres of the frame KHẨN, THƯỢNG KHẨN, HỎA TỐC; each is 8 mm high (Annex I, box 10b)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How an agency names itself on a document."""

    symbol: str
    above: str
    name: str
    place: str
    head: str
    is_collective: bool
    body: str = ""
    """In whose name TM. signs."""
    footer: str = ""
    email: str = ""


def usual_head(agency: Agency) -> Head:
    """Return what is usual for an agency of its kind, until it says otherwise."""
    kind = Agency.Kind(agency.kind)
    place = agency.place.name if agency.place else ""
    if not place and agency.parent and agency.parent.place:
        place = agency.parent.place.name
    if kind != Agency.Kind.COMMUNE:
        for word in ("Thành phố ", "Tỉnh "):
            place = place.removeprefix(word)
    is_own = kind in UBND or kind == Agency.Kind.COUNCIL
    return Head(
        symbol=SYMBOLS.get(kind) or initials(agency.name),
        above="" if is_own or agency.parent is None else agency.parent.name,
        name=agency.name,
        place=place or agency.name,
        head=HEADS.get(kind, "Giám đốc"),
        is_collective=kind in BODIES,
        body=BODIES.get(kind, agency.name),
    )


def initials(name: str) -> str:
    """Return the capital first letters of a name without its small words: "Sở Nội vụ" → "SNV"."""
    return "".join(word[0].upper() for word in name.split() if word.lower() not in SMALL_WORDS)[:10]


def notation(*, realm: str, abbreviation: str, symbol: str, unit: str = "") -> str:
    """Return the symbol of a document: "QĐ-UBND"; of a công văn "UBND-VX"; of the Party "QĐ/TU" (Annex I, box 3)."""
    if realm == Agency.Realm.PARTY:
        return f"{abbreviation or 'CV'}/{symbol}"
    return "-".join(part for part in ((abbreviation, symbol) if abbreviation else (symbol, unit)) if part)


def code(*, realm: str, number: int | None, notation: str) -> str:
    """Return number and symbol as printed, numbers under 10 with a nought: "05/QĐ-UBND", "15-QĐ/TU"."""
    mark = "-" if realm == Agency.Realm.PARTY else "/"
    return f"{number:02}{mark}{notation}" if number else f"{mark}{notation}"


def about(subject: str) -> str:
    """Return a subject as it stands behind "V/v": without the words "về việc" of its own."""
    for words in ("V/v ", "Về việc ", "về việc "):
        subject = subject.removeprefix(words)
    return subject


def day_words(day: date) -> str:
    """Return "ngày 05 tháng 01 năm 2026": days under 10 and months 1, 2 with a nought (Annex I, box 4)."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def signing_lines(*, competence: str, position: str, head: Head) -> list[str]:
    """Return the lines above a signature (NĐ 30/2020 Đ.13, Annex I, box 7a), the last one the signer's own position."""
    position = position.upper()
    body = [f"TM. {head.body.upper()}"] if head.is_collective else []
    if competence == "KT.":
        return [*body, f"KT. {head.head.upper()}", position]
    if competence in {"TL.", "TUQ."}:
        return [f"{competence} {head.head.upper()}", position]
    if competence == "Q.":
        return [*body, f"Q. {position}"]
    return [*(body if competence == "TM." else []), position]


def receiver_lines(recipients: Sequence[dict[str, Any]], *, layout: str, unit: str) -> list[str]:
    """Return the lines of "Nơi nhận": as the addressees stand, for information, and the copy that is kept."""
    copies = [str(row["name"]) for row in recipients if row.get("role") == "copy"]
    to = [str(row["name"]) for row in recipients if row.get("role") != "copy"]
    first = ["Như trên"] if layout == "letter" and to else to
    return [*first, *copies, f"Lưu: VT{', ' + unit if unit else ''}"]
