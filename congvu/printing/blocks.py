"""Text blocks of papers (khối chữ): which there are, what fields their words may name, and putting the fields in. Pure.

The words of a block are plain text with «fields»; they reach a paper as text and are never read as a template.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal

FIELD = re.compile(r"«\s*([^«»]*?)\s*»")
LONGEST = 1500
"""Characters of a block."""
PADDED = 3


class WordsRefused(Refusal):
    """The words of a block name what the paper does not have, or cannot be kept; the text says why."""


@cache
def _shipped() -> dict[str, Any]:
    place = Path(__file__).parent / "papers" / "blocks.yaml"
    return dict(yaml.safe_load(place.read_text(encoding="utf-8")))


def papers_with_blocks() -> list[str]:
    """Return the keys of the papers that have text blocks."""
    return list(_shipped()["papers"])


def blocks_of(paper: str) -> dict[str, str]:
    """Return the blocks of a paper, name → what it is in words, in the order in which they stand there."""
    own = _shipped()["papers"].get(paper)
    if own is None:
        return {}
    there = {*own, *_shipped()["every"]}
    return {name: words for name, words in _shipped()["blocks"].items() if name in there}


def shipped_words(paper: str) -> dict[str, str]:
    """Return the words of a paper's blocks as the program ships them; a block without words is not there."""
    return dict(_shipped()["papers"].get(paper) or {})


def fields_of(sample: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that a paper can fill in, name → example, as they come out of its sample."""
    found = {name: _value(sample, pointer) for name, pointer in _shipped()["fields"].items()}
    return {name: value for name, value in found.items() if value}


def check_words(words: str, *, sample: Mapping[str, Any]) -> None:
    """Test that a paper with such data can fill in every field of the words.

    :raises WordsRefused: too long, an unknown field, or a mark that stands alone
    """
    if len(words) > LONGEST:
        raise WordsRefused(_("Khối chữ dài quá %(n)s ký tự.") % {"n": LONGEST})
    known = fields_of(sample)
    unknown = [name for name in FIELD.findall(words) if name not in known]
    if unknown:
        raise WordsRefused(
            _("Phiếu này không có chỗ điền «%(names)s». Dùng được: %(known)s.")
            % {"names": "», «".join(unknown), "known": ", ".join(f"«{name}»" for name in known)}
        )
    if re.search("[«»]", FIELD.sub("", words)):
        raise WordsRefused(_("Chỗ điền phải có đủ hai dấu « và »."))


def filled(words: str, data: Mapping[str, Any]) -> str:
    """Return the words with their fields filled in from the data of a paper; what is not there stays empty."""
    pointers = _shipped()["fields"]
    return FIELD.sub(lambda found: _value(data, pointers.get(found[1], "")), words)


def _value(data: Mapping[str, Any], pointer: str) -> str:
    found: Any = data
    for part in pointer.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return _in_words(found) if isinstance(found, str) else ""


def _in_words(text: str) -> str:
    """Return a day or moment of the data as people write it, any other text as it is."""
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return text
    if len(text) > len("2026-11-20"):
        moment: datetime | None = parse_datetime(text)
        return f"{moment:%H} giờ {moment:%M} phút, {_day(moment)}" if moment else text
    day = parse_date(text)
    return _day(day) if day else text


def _day(day: date) -> str:
    """Return a day as papers write it, months 1 and 2 with a nought (NĐ 30/2020, Annex I)."""
    month = f"{day.month:02}" if day.month < PADDED else str(day.month)
    return f"ngày {day:%d} tháng {month} năm {day.year}"
