"""Text messages: without accents or with them, and how many segments a carrier counts (3GPP TS 23.038)."""

import unicodedata
from dataclasses import dataclass

from congvu.kit.text import clean

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€\f")
"""Signs of the second table: each counts as two."""
_PLAIN = str.maketrans(dict(zip("đĐ–—«»“”‘’", 'dD--""""\'\'', strict=True)) | {"…": "..."})


@dataclass(frozen=True, slots=True)
class Size:
    """How long a message is: letters as the carrier counts them, segments to be paid, and whether it has accents."""

    letters: int
    segments: int
    accents: bool


def plain(text: str) -> str:
    """Return the text without accents: ``Hồ sơ đã có kết quả`` → ``Ho so da co ket qua``."""
    spread = unicodedata.normalize("NFD", clean(text).translate(_PLAIN))
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return "".join(letter if letter in _GSM or letter in _TWICE else "?" for letter in bare)


def size(text: str) -> Size:
    """Count: 160 letters of the simple alphabet in one segment, 153 each in several; with accents 70, and 67 each."""
    if all(letter in _GSM or letter in _TWICE for letter in text):
        letters = len(text) + sum(letter in _TWICE for letter in text)
        return Size(letters, _segments(letters, 160, 153), accents=False)
    letters = len(text.encode("utf-16-be")) // 2
    return Size(letters, _segments(letters, 70, 67), accents=True)


def _segments(letters: int, alone: int, each: int) -> int:
    return 1 if letters <= alone else -(-letters // each)
