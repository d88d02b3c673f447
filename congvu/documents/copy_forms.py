"""Forms of a copy and what each may be made from (NĐ 30/2020 Đ.25, Annex I part II). Pure."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from congvu.documents.models import CopyOrder, Kind
from congvu.kit.errors import Refusal

Medium = CopyOrder.Medium
WHOLE, EXCERPT, AGAIN = "SY", "TrS", "SL"
"""Sao y; trích sao; sao lục, the copy of a copy."""
WORDS = {WHOLE: "SAO Y", EXCERPT: "TRÍCH SAO", AGAIN: "SAO LỤC"}
SPOKEN = {WHOLE: "Sao y", EXCERPT: "Trích sao", AGAIN: "Sao lục"}
LEAST_DOTS = 200
"""Dots an inch of what is digitised, in colour, at 100 per cent."""
MOST_PAGES = 200
_RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")


class CopyRefused(Refusal):
    """Such a copy is not made, or something is missing: the text says what and by which article."""


def form_of(kind: Kind) -> str:
    """Return the form of a kind of copies; a realm that knows one kind only copies whole documents."""
    return kind.abbreviation if kind.abbreviation in WORDS else WHOLE


def check_form(form: str, *, original: Kind, source: str, target: str) -> None:
    """Let a copy pass that the law knows.

    :raises CopyRefused: a copy of a copy of what is none, or the whole of an electronic document as a file
    """
    is_true_copy = original.is_copy and form_of(original) == WHOLE
    if form == AGAIN and not is_true_copy:
        raise CopyRefused(_("Sao lục chỉ làm từ bản sao y. Văn bản này là bản chính: chọn sao y (NĐ 30/2020 Đ.25.2)."))
    if form == WHOLE and original.is_copy:
        raise CopyRefused(_("Văn bản này đã là bản sao: chọn sao lục hoặc trích sao (NĐ 30/2020 Đ.25.2)."))
    if form != EXCERPT and source == target == Medium.ELECTRONIC:
        raise CopyRefused(
            _(
                "Văn bản điện tử có chữ ký số gửi đi bao nhiêu lần vẫn là bản gốc, không sao y sang bản điện tử. "
                "Hãy gửi chính văn bản, hoặc chọn bản giấy, trích sao (NĐ 30/2020 Đ.25)."
            )
        )


def pages_in(text: str) -> list[int]:
    """Read "1, 3-5" as [1, 3, 4, 5]; nothing is [].

    :raises CopyRefused: it is no list of pages
    """
    found: list[int] = []
    for part in filter(None, (part.strip() for part in text.replace(";", ",").split(","))):
        read = _RANGE.fullmatch(part)
        first, last = (int(read[1]), int(read[2] or read[1])) if read else (0, 0)
        if not 1 <= first <= last or last - first >= MOST_PAGES:
            raise CopyRefused(_("Ghi trang cần trích như “1, 3-5”."))
        found += range(first, last + 1)
    return list(dict.fromkeys(found))[:MOST_PAGES]


def moment_words(at: datetime) -> str:
    """Return a moment as a signature of an agency says it: "20-11-2026; 09:05:00; +07:00" (Annex I, box 14)."""
    zone = f"{at:%z}"
    return f"{at:%d-%m-%Y}; {at:%H:%M:%S}; {zone[:3]}:{zone[3:]}"
