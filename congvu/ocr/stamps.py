"""Secrecy stamps among recognised words. Pure.

A machine misreads accents, red ink above all. So what looks like a stamp and stands where stamps stand is one, and
only words that cannot be one in Vietnamese offices ("MẮT" far down a medical form) are let pass.
"""

from collections.abc import Iterable

from congvu.files.queries import stamp_in
from congvu.kit.text import fold

STAMP_ZONE = 0.45
"""Share of the page's height, from the top, in which a stamp of secrecy stands (NĐ 30/2020 Annex I, box 10a)."""
_NEAR = {"mat": "MẬT", "toimat": "TỐI MẬT", "tuyetmat": "TUYỆT MẬT"}


def stamp_among(lines: Iterable[tuple[float, str]], *, is_red: bool = False) -> str:
    """Return the first stamp among lines ``(height from the top as a share, text)``, or an empty string.

    :param is_red: the lines were read from red ink alone: a stamp may stand anywhere then
    """
    for y, text in lines:
        if stamp := stamp_in(text) or _near(y, text, is_red):
            return stamp
    return ""


def _near(y: float, text: str, is_red: bool) -> str:
    letters = "".join(one for one in text if one.isalpha())
    if not letters.isupper():
        return ""
    bare = "".join(one for one in fold(letters) if one.isalpha())
    stamp = _NEAR.get(bare, "")
    return stamp if is_red or y < STAMP_ZONE or bare != "mat" else ""
