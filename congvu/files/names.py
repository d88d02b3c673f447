"""File names: what people called the file, made harmless."""

import re

from congvu.kit.text import clean

_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]+')
_LONGEST = 120


def tidy(name: str, ending: str) -> str:
    """Return ``name`` without folders and characters that a system forbids, ending in ``.ending`` ("pdf")."""
    stem = displayed(name)
    if "." in stem and len(stem) - stem.rindex(".") <= 6:
        stem = stem[: stem.rindex(".")]
    stem = stem.strip(" ._-")[:_LONGEST].rstrip(" .")
    return f"{stem or 'tệp'}.{ending}"


def displayed(name: str) -> str:
    """Return ``name`` as sent, fit to be shown: no folders, nothing invisible, not endless."""
    last = re.split(r"[/\\]", clean(name))[-1]
    return re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", last)).strip()[: _LONGEST + 10]
