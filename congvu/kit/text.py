"""Vietnamese text: one clean form to keep, one folded form to find, one key to sort by.

Rows and queries go through the same functions, so that "hoà", "hòa" and "HÒA" find each other, and so that the order
of a list does not depend on the collation of the database.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import filterfalse
from typing import Any

_SWAPPED = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u00a0": " ", "\u202f": " ", "\u2007": " "})
_FOLDED = str.maketrans({"đ": "d", "ð": "d"})
_KEPT_CONTROLS = "\n\r\t"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_LETTERS = {
    letter: code
    for codes in (
        "a:a1 ă:a2 â:a3 b:b c:c d:d1 đ:d2 e:e1 ê:e2 f:f g:g h:h i:i j:j k:k l:l m:m n:n",
        "o:o1 ô:o2 ơ:o3 p:p q:q r:r s:s t:t u:u1 ư:u2 v:v w:w x:x y:y z:z0",
    )
    for letter, code in (pair.split(":") for pair in codes.split())
}
_WORDS = re.compile(r"[0-9]+|[^\W\d_]+", re.UNICODE)
_MARKED = re.compile("[\u0306\u0302\u031b]")

BETWEEN = "/-._"
"""Signs that stand between words, as every search reads them."""
_APART = str.maketrans(dict.fromkeys(BETWEEN, " "))


def texts_in(value: Any) -> Iterator[str]:
    """Return every text in a value: itself, or those inside mappings, sequences and dataclasses, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for each in value:
            yield from texts_in(each)
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts_in(getattr(value, one.name))


def clean(text: str) -> str:
    """Return the form to keep: NFC, Vietnamese Đ/đ for the Icelandic look-alikes, plain spaces, nothing invisible.

    NUL, lone surrogates, zero-width and direction marks vanish; line breaks inside stay. Harmless on clean text.
    """
    swapped = unicodedata.normalize("NFC", text).translate(_SWAPPED)
    if not swapped.isprintable():
        swapped = "".join(c for c in swapped if c in _KEPT_CONTROLS or unicodedata.category(c) not in _INVISIBLE)
    return unicodedata.normalize("NFC", swapped).strip()


def fold(text: str) -> str:
    """Return the form to find by: no accents, lower case, single spaces ("Đường  Hoà Bình" → "duong hoa binh")."""
    spread = unicodedata.normalize("NFKD", clean(text)).casefold().translate(_FOLDED)
    bare = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", spread)))
    return " ".join(bare.casefold().split())


def apart(text: str) -> str:
    """Return a text with a space for each sign that stands between words, so that each part of a code is a word."""
    return text.translate(_APART)


def sort_key(text: str) -> str:
    """Return a key whose plain order is the Vietnamese one: syllable by syllable, letters a ă â b … đ … y, then tones.

    Tones go ngang, huyền, hỏi, ngã, sắc, nặng; numbers go by value ("Quận 2" before "Quận 10"). The key holds only
    0-9 and a-z, so every database collation orders it alike; it is up to three times as long as the text.
    """
    spread = unicodedata.normalize("NFKD", clean(text)).lower()
    return "".join(_word_key(word) for word in _WORDS.findall(unicodedata.normalize("NFC", spread)))


def name_key(full_name: str) -> str:
    """Return the sort key of a person's name as in Vietnamese lists: given name (last word) first, then the rest."""
    words = clean(full_name).split()
    return sort_key(" ".join(words[-1:])) + sort_key(" ".join(words[:-1]))


def _word_key(word: str) -> str:
    if word[0].isdecimal():
        digits = "".join(str(unicodedata.decimal(c)) for c in word).lstrip("0")
        return f"1{chr(ord('a') + min(len(digits), 25))}{digits}0"
    tone, letters = 0, []
    for letter in word:
        base, marks = _parts(letter)
        tone = max((_TONES.get(mark, 0) for mark in marks), default=0) or tone
        letters.append(_LETTERS.get(base) or f"z1{ord(base):06x}")
    return f"{''.join(letters)}0{tone}"


def _parts(letter: str) -> tuple[str, str]:
    """Split "ệ" into "ê" and its tone."""
    spread = unicodedata.normalize("NFD", letter)
    base = unicodedata.normalize("NFC", spread[0] + "".join(_MARKED.findall(spread[1:])))
    return (base if base in _LETTERS else spread[0]), spread[1:]
