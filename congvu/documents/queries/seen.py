"""Lists of documents that an official sees: each way of seeing is read by its own index, a page of each."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from congvu.documents import rules
from congvu.documents.models import Document, Sight
from congvu.documents.queries.kinds import kind_of_id
from congvu.kit.kept import one_look
from congvu.kit.paging import SIZE, Page, keys_of_parts, page_of_keys
from congvu.kit.questions import answered
from congvu.people import queries as people
from congvu.people.queries import Grant

ORDER = ("-sort_at", "-id")
OF_SIGHT = ("-sort_at", "-document_id")


def seen(
    asked: Q,
    *,
    held: Iterable[Grant],
    official_id: int,
    direction: str = "",
    after: str | None = None,
    size: int = SIZE,
) -> Page[Document]:
    """Return the documents an official sees that fulfil ``asked``, the newest first, with kind, agency and unit.

    Of an agency that the role opens as a whole only restricted documents are asked for rows of the official's own:
    all others are seen already, and such rows may be as many as the agency's documents.

    :param asked: a condition on documents beside sight and direction; empty for none
    :param direction: of both, without
    """
    grants = tuple(held)
    if asked or after:
        named: Iterable[tuple[Any, ...]] = _keys(grants, official_id, direction, size, asked, after)
    else:
        named = _newest(grants, official_id, direction, size)
    keys = [row[-1] for row in named]
    return with_names(page_of_keys(Document.objects.all(), keys, order=ORDER, size=size))


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


@answered
def _newest(held: tuple[Grant, ...], official_id: int, direction: str, size: int) -> QuerySet[Any, Any]:
    return _keys(held, official_id, direction, size, Q(), None)


def with_names(page: Page[Document]) -> Page[Document]:
    """Return the page with kind, agency and unit of each document: no query joins what seldom changes."""
    with one_look():
        for one in people.with_agencies(page.rows):
            one.kind = kind_of_id(one.kind_id)
            if one.unit_id is not None:
                one.unit = people.unit_of_id(one.unit_id)
    return page
