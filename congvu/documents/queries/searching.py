"""Search over all words of documents without accents, by number, day, body and person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from congvu.documents import rules
from congvu.documents.models import Document, DocumentText, Holding
from congvu.documents.queries.seen import ORDER, seen, with_names, worded
from congvu.kit.keys import Keys, keys_of
from congvu.kit.paging import SIZE, Page, keyset, page_of
from congvu.kit.questions import Question, later
from congvu.kit.text import apart, fold
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
    held = tuple(held)
    where, asked, text = rules.where_seen(held, official_id=official_id), _asked(wanted), ""
    order = OLDEST if oldest else ORDER
    for hits, words in _hits(wanted, where, asked):
        if not hits.count:
            return Page([])
        if hits.count <= FEW:
            if asked or text or after or oldest:
                seen_by = rules.visible_among(hits.letters, held, official_id=official_id)
                found = Document.objects.filter(asked, worded(text), seen_by)
                return with_names(keyset(found, order=order, after=after, size=size))
            newest = _newest_of_few.objects(held, official_id, size, hits=hits.letters)
            return with_names(page_of(newest, order=order, size=size))
        text = text or words
    if oldest:
        found = Document.objects.filter(asked, worded(text), where, rules.visible(held, official_id=official_id))
        return with_names(keyset(found, order=order, after=after, size=size))
    return seen(
        asked,
        held=held,
        official_id=official_id,
        words=text,
        direction=wanted.direction,
        after=after,
        size=size,
    )


@Question
def _newest_of_few(held: tuple[Grant, ...], official_id: int, size: int) -> QuerySet[Document]:
    found = Document.objects.filter(rules.visible_among(later("hits"), held, official_id=official_id))
    return found.order_by(*ORDER)[: size + 1]


def _hits(wanted: Wanted, where: Q, asked: Q) -> Iterator[tuple[Keys, str]]:
    """Yield keys of documents of these agencies that an index finds, for each thing asked; beyond ``FEW`` only some.

    Beside them the query for words, which is not in ``asked``.
    """
    if words := _words(wanted.text):
        for query in (_all_of(words), _all_of(words, begun=True)):
            if (hits := _with_words.keys(where, FEW + 1, words=query)).count:
                break
        yield hits, query
    if wanted.code.strip() or fold(wanted.organ):
        yield keys_of(Document.objects.filter(where, asked), most=FEW + 1), ""


@Question
def _with_words(where: Q, most: int) -> QuerySet[Any, Any]:
    found = DocumentText.objects.filter(where, worded(later("words"), "words"))
    return found.order_by().values_list("document_id")[:most]


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
    words = ["".join(c for c in word if c.isalnum()) for word in apart(fold(text)).split()]
    return [word for word in words if len(word) >= SHORT]


def _all_of(words: list[str], *, begun: bool = False) -> str:
    return " & ".join(words) + (":*" if begun else "")


def _code(code: str) -> Q:
    if code.isascii() and code.isdigit() and len(code) < 10:
        return Q(number=int(code)) | Q(arrival_number=int(code))
    bare = code.lstrip("0")
    same = Q(code__iexact=code) | Q(code__iexact=bare) | Q(code__iexact=f"0{code}")
    return same & Q(folded__contains=fold(bare))  # found by letters, then compared
