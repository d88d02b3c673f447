"""Lists of documents that an official sees: each way of seeing is read by its own index, a page of each."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from congvu.documents import rules
from congvu.documents.models import Document, Sight
from congvu.documents.queries.kinds import kind_of_id
from congvu.kit.kept import one_look
from congvu.kit.keys import among, letters
from congvu.kit.paging import SIZE, Page, keys_of_parts, page_of
from congvu.kit.questions import Question, later
from congvu.people import queries as people
from congvu.people.queries import Grant

ORDER = ("-sort_at", "-id")
OF_SIGHT = ("-sort_at", "-document_id")


def seen(
    asked: Q,
    *,
    held: Iterable[Grant],
    official_id: int,
    words: str = "",
    direction: str = "",
    after: str | None = None,
    size: int = SIZE,
) -> Page[Document]:
    """Return the documents an official sees that fulfil ``asked``, the newest first, with kind, agency and unit.

    Of an agency that the role opens as a whole only restricted documents are asked for rows of the official's own:
    all others are seen already, and such rows may be as many as the agency's documents.

    :param asked: a condition on documents beside sight and direction; empty for none
    :param words: a query of the text search as PostgreSQL writes it; empty for none
    :param direction: of both, without
    """
    grants = tuple(held)
    if asked or after:
        named: Iterable[tuple[Any, ...]] = _keys(grants, official_id, direction, size, asked & worded(words), after)
    elif words:
        named = _newest_worded.answer(grants, official_id, direction, size, words=words)
    else:
        named = _newest.answer(grants, official_id, direction, size)
    keys = [row[-1] for row in named]
    return with_names(page_of(_of_keys.objects(keys=letters(keys)) if keys else [], order=ORDER, size=size))


@Question
def _of_keys() -> QuerySet[Document]:
    return Document.objects.filter(among(later("keys"))).order_by(*ORDER)


def worded(query: str, field: str = "text__words") -> Q:
    """Return the condition that words fulfil a query of the text search, as PostgreSQL writes it; none without one."""
    return Q(**{field: SearchQuery(query, config="simple", search_type="raw")}) if query else Q()


def _keys(
    held: tuple[Grant, ...], official_id: int, direction: str, size: int, asked: Q, after: str | None
) -> QuerySet[Any, Any]:
    found, way = Document.objects.filter(asked), Q(direction=direction) if direction else Q()
    parts: list[tuple[QuerySet[Document] | QuerySet[Sight], tuple[str, str]]] = []
    parts += [(found.filter(part, way), ORDER) for part in rules.by_role(held)]
    whole = rules.read_whole(held)
    closed = found.filter(rules.has_row(held, official_id=official_id), way, is_restricted=True)
    parts += [(closed.filter(agency_id=agency_id), ORDER) for agency_id in sorted(whole)]
    for part in rules.in_sight(held, official_id=official_id, beyond=whole):
        own = Sight.objects.filter(part, way)
        parts.append((own.filter(document__in=found) if asked else own, OF_SIGHT))
    return keys_of_parts(Document, parts, order=ORDER, after=after, size=size)


@Question
def _newest(held: tuple[Grant, ...], official_id: int, direction: str, size: int) -> QuerySet[Any, Any]:
    return _keys(held, official_id, direction, size, Q(), None)


@Question
def _newest_worded(held: tuple[Grant, ...], official_id: int, direction: str, size: int) -> QuerySet[Any, Any]:
    return _keys(held, official_id, direction, size, worded(later("words")), None)


def with_names(page: Page[Document]) -> Page[Document]:
    """Return the page with kind, agency and unit of each document: no query joins what seldom changes."""
    with one_look():
        for one in people.with_agencies(page.rows):
            one.kind = kind_of_id(one.kind_id)
            if one.unit_id is not None:
                one.unit = people.unit_of_id(one.unit_id)
    return page
