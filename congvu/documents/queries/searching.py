"""Search over all words of documents without accents, by number, day, body and person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from congvu.documents import rules
from congvu.documents.models import Document, DocumentText
from congvu.kit.paging import Page, keyset
from congvu.kit.text import fold
from congvu.people.queries import Grant

FEW = 500
"""Hits that are looked up first; of more, a page is found by reading from the newest on."""
SHORT = 2
"""A word of fewer letters is not searched for."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for; empty parts ask nothing."""

    text: str = ""
    """Words of fields and content, accents or not; the last word may be its beginning."""
    code: str = ""
    """Number, or number and symbol: "15", "15/QĐ-UBND"."""
    organ: str = ""
    person: str = ""
    direction: str = ""
    state: str = ""
    kind_id: int | None = None
    since: date | None = None
    until: date | None = None
    within: Any = None
    """Keys of documents among which it is looked, as a list or a subquery: those of a work file."""


def search(
    wanted: Wanted, *, held: Iterable[Grant], official_id: int, after: str | None = None, size: int = 50
) -> Page[Document]:
    """Return the documents an official sees that fit, the newest first."""
    held = list(held)
    where = rules.where_seen(held, official_id=official_id)
    found = Document.objects.filter(where, rules.visible(held, official_id=official_id))
    found = found.select_related("kind", "agency")
    if query := _words(wanted.text):
        found = _with_words(found, query, where)
    if code := wanted.code.strip():
        found = found.filter(_code(code))
    for part in fold(wanted.organ).split():
        found = found.filter(folded__contains=part)
    if person := fold(wanted.person):
        found = found.filter(
            Q(signer__folded__contains=person)
            | Q(drafter__folded__contains=person)
            | Q(holdings__official__folded__contains=person)
        ).distinct()
    if wanted.within is not None:
        found = found.filter(pk__in=wanted.within)
    exact: dict[str, Any] = {
        "direction": wanted.direction,
        "state": wanted.state,
        "kind_id": wanted.kind_id,
        "issued_on__gte": wanted.since,
        "issued_on__lte": wanted.until,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    return keyset(found, order=("-sort_at", "-id"), after=after, size=size)


def _with_words(found: QuerySet[Document], query: SearchQuery, where: Q) -> QuerySet[Document]:
    """Narrow to documents with these words: few are named, and nothing else is read; of many the newest come soon."""
    hits = DocumentText.objects.filter(where, words=query).order_by().values_list("document_id", flat=True)
    few = list(hits[: FEW + 1])
    return found.filter(pk__in=few) if len(few) <= FEW else found.filter(text__words=query)


def _words(text: str) -> SearchQuery | None:
    words = ["".join(c for c in word if c.isalnum()) for word in _apart(fold(text)).split()]
    words = [word for word in words if len(word) >= SHORT]
    if not words:
        return None
    return SearchQuery(" & ".join([*words[:-1], f"{words[-1]}:*"]), config="simple", search_type="raw")


def _apart(text: str) -> str:
    return "".join(" " if char in "/-._" else char for char in text)


def _code(code: str) -> Q:
    if code.isdigit():
        return Q(number=int(code)) | Q(arrival_number=int(code))
    return Q(code__iexact=code) | Q(code__iexact=code.lstrip("0")) | Q(code__iexact=f"0{code}")
