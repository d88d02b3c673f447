"""Which words a paper's text blocks bear on a day, in an agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from congvu.kit.kept import kept
from congvu.people.models import Agency

from .blocks import filled, shipped_words
from .models import BlockWords


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one block as they hold: since when (None: as shipped), and for which agency (None: all)."""

    words: str
    valid_from: date | None = None
    agency: str | None = None


@kept(BlockWords, Agency)
def _wordings(paper: str, on: date, agency_code: str) -> dict[str, Wording]:
    found = {name: Wording(words) for name, words in shipped_words(paper).items()}
    rows = BlockWords.objects.filter(paper=paper, withdrawn_at=None, valid_from__lte=on).select_related("agency")
    rows = rows.order_by("valid_from", "id")
    for row in rows:
        if row.agency is None:
            found[row.block] = Wording(row.words, row.valid_from)
    own: dict[str, Wording] = {}
    for row in rows:
        if row.agency is not None and row.agency.code == agency_code:
            own[row.block] = Wording(row.words, row.valid_from, row.agency.name)
    return found | {name: one for name, one in own.items() if one.words}


def wordings(*, paper: str, on: date, agency_code: str = "") -> dict[str, Wording]:
    """Return the words of a paper's blocks on a day: the agency's own, else the province's, else those shipped."""
    return _wordings(paper, on, agency_code)


def words_for(*, paper: str, data: Mapping[str, Any], on: date, agency_code: str = "") -> dict[str, str]:
    """Return the words of a paper's blocks with their fields filled in from its data."""
    held = wordings(paper=paper, on=on, agency_code=agency_code)
    return {name: filled(one.words, data) for name, one in held.items() if one.words}


def kept_words(*, paper: str) -> list[BlockWords]:
    """Return all that was ever decided for a paper, the newest first, withdrawn ones left out."""
    rows = BlockWords.objects.filter(paper=paper, withdrawn_at=None).select_related("agency")
    return list(rows.order_by("-valid_from", "-id"))
