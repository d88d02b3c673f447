"""Putting data into the words of a template: ``{{ code }}``, ``{{ amount|dong }}``, and nothing cleverer."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from congvu.kit.money import dong
from congvu.kit.text import clean

_PLACE = re.compile(r"{{\s*([a-z_]\w*)\s*(?:\|\s*(\w+)\s*)?}}")
_FILTERS: Mapping[str, Callable[[Any], str]] = {"dong": lambda value: dong(int(value))}


def filled(words: str, data: Mapping[str, Any]) -> str:
    """Return ``words`` with the data in place; a name that is missing leaves nothing behind."""

    def value(match: re.Match[str]) -> str:
        given = data.get(match[1])
        if given in (None, ""):
            return ""
        return _FILTERS[match[2]](given) if match[2] in _FILTERS else written(given)

    lines = _PLACE.sub(value, words).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()


def written(value: Any) -> str:
    """Write a value for people: moments as 16:30 23/02/2026, days as 23/02/2026."""
    if isinstance(value, datetime):
        return f"{localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return clean(str(value))


def places(words: str) -> set[str]:
    """Return the names of the data that ``words`` have a place for."""
    return {match[1] for match in _PLACE.finditer(words)}


def problems(words: str) -> list[str]:
    """Return what in ``words`` looks like a place for data but is none."""
    rest = _PLACE.sub("", words)
    unknown = [match[2] for match in _PLACE.finditer(words) if match[2] and match[2] not in _FILTERS]
    return [*unknown, *re.findall(r"{{.*?}}|{%.*?%}", rest)]
