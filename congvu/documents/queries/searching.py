"""Search over all words of documents without accents, by number, day, body and person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q

from congvu.documents import rules
from congvu.documents.models import Document, DocumentText, Holding
from congvu.documents.queries.seen import ORDER, seen, with_names
from congvu.kit.keys import Keys, keys_of
from congvu.kit.paging import SIZE, Page, keyset
from congvu.kit.text import fold
from congvu.people.models import Official
from congvu.people.queries import Grant

FEW = 2000
"""Hits that are looked up first; of more, a page is found by reading from the newest on."""
MOST_NAMED = 200
"""Officials of a name."""
OLDEST = ("sort_at", "id")
SHORT = 2
"""A word of fewer letters is not searched for."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for; empty parts ask nothing."""

    text: str = ""
    """Words of fields and content, accents or not; the last may be a beginning, where no document has it as a word."""
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
    wanted: Wanted,
    *,
    held: Iterable[Grant],
    official_id: int,
    oldest: bool = False,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Document]:
    """Return the documents an official sees that fit, the newest first, or the ``oldest``.

    What hits few documents is looked up first, and only they are asked who sees them; of what hits many, a page is
    soon found among what the official sees, read from the newest on.
    """
    held = list(held)
    where, asked = rules.where_seen(held, official_id=official_id), _asked(wanted)
    order, words = OLDEST if oldest else ORDER, Q()
    for hits, condition in _hits(wanted, where, asked):
        if not hits.count:
            return Page([])
        if hits.count <= FEW:
            found = Document.objects.filter(asked, rules.visible_among(hits, held, official_id=official_id))
            return with_names(keyset(found, order=order, after=after, size=size))
        words &= condition
    asked &= words
    if oldest:
        found = Document.objects.filter(asked, where, rules.visible(held, official_id=official_id))
        return with_names(keyset(found, order=order, after=after, size=size))
    return seen(asked, held=held, official_id=official_id, direction=wanted.direction, after=after, size=size)


def _hits(wanted: Wanted, where: Q, asked: Q) -> Iterator[tuple[Keys, Q]]:
    """Yield keys of documents of these agencies that an index finds, for each thing asked; beyond ``FEW`` only some.

    Beside them what is asked of a document that is not in ``asked``.
    """
    if words := _words(wanted.text):
        for query in (_all_of(words), _all_of(words, begun=True)):
            hits = keys_of(DocumentText.objects.filter(where, words=query), "document_id", most=FEW + 1)
            if hits.count:
                break
        yield hits, Q(text__words=query)
    if wanted.code.strip() or fold(wanted.organ):
        yield keys_of(Document.objects.filter(where, asked), most=FEW + 1), Q()


def _asked(wanted: Wanted) -> Q:
    """Return what is asked beside words as one condition on documents."""
    exact: dict[str, Any] = {
        "direction": wanted.direction,
        "state": wanted.state,
        "kind_id": wanted.kind_id,
        "issued_on__gte": wanted.since,
        "issued_on__lte": wanted.until,
    }
    asked = Q(**{name: value for name, value in exact.items() if value})
    if code := wanted.code.strip():
        asked &= _code(code)
    for part in fold(wanted.organ).split():
        asked &= Q(folded__contains=part)
    if person := fold(wanted.person):
        asked &= _person(person)
    if wanted.within is not None:
        asked &= Q(pk__in=wanted.within)
    return asked


def _person(folded: str) -> Q:
    named = list(Official.objects.filter(folded__contains=folded).values_list("pk", flat=True)[:MOST_NAMED])
    had = Holding.objects.filter(official_id__in=named, document=OuterRef("pk"))
    return Q(signer_id__in=named) | Q(drafter_id__in=named) | Q(Exists(had))


def _words(text: str) -> list[str]:
    words = ["".join(c for c in word if c.isalnum()) for word in _apart(fold(text)).split()]
    return [word for word in words if len(word) >= SHORT]


def _all_of(words: list[str], *, begun: bool = False) -> SearchQuery:
    return SearchQuery(" & ".join(words) + (":*" if begun else ""), config="simple", search_type="raw")


def _apart(text: str) -> str:
    return "".join(" " if char in "/-._" else char for char in text)


def _code(code: str) -> Q:
    if code.isascii() and code.isdigit() and len(code) < 10:
        return Q(number=int(code)) | Q(arrival_number=int(code))
    bare = code.lstrip("0")
    same = Q(code__iexact=code) | Q(code__iexact=bare) | Q(code__iexact=f"0{code}")
    return same & Q(folded__contains=fold(bare))  # found by letters, then compared
