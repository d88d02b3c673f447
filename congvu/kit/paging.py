"""Paging by keys: the next page starts after the last row seen, whatever has been added since."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal

T = TypeVar("T")
M = TypeVar("M", bound=Model)
SIZE = 25
"""Rows of a page: what two screens show, and what a slow phone still draws at once."""
COUNTED = 1_000
"""Beyond this a menu says "1.000+": nobody acts by the exact number, and each page would pay for it."""


class BadCursor(Refusal):
    """The mark of a page is not one that we gave out for this list."""

    def __init__(self) -> None:
        super().__init__(_("Không tìm thấy trang này. Hãy mở lại danh sách từ đầu."))


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list; ``next`` is the mark of the following page, None at the end."""

    rows: list[T]
    next: str | None = None


def keyset(
    queryset: QuerySet[M], *, order: Sequence[str] = ("-at", "-id"), after: str | None = None, size: int = SIZE
) -> Page[M]:
    """Return the page of ``queryset`` after the mark ``after``.

    ``order`` names fields of the row itself that are never null, the last one unique; "-" means falling.

    :raises BadCursor: when ``after`` is not a mark of such a list
    """
    rows = queryset.order_by(*order)
    if after:
        rows = rows.filter(_beyond(queryset.model, order, _read(after, len(order))))
    return page_of(list(rows[: size + 1]), order=order, size=size)


def keyset_of_parts(
    queryset: QuerySet[M],
    parts: Sequence[tuple[QuerySet[Any], Sequence[str]]],
    *,
    order: Sequence[str] = ("-at", "-id"),
    after: str | None = None,
    size: int = SIZE,
) -> Page[M]:
    """Return the page of those rows of ``queryset`` that any of ``parts`` names, as :func:`keyset`.

    Each part is read by itself, a page of it in its own order, so that each can be served by an index of its own; a row
    that several name is shown once.

    :param parts: rows of any table, and the names there of the fields that stand for ``order``, the last one the key
    :raises BadCursor: when ``after`` is not a mark of such a list
    """
    named = keys_of_parts(queryset.model, parts, order=order, after=after, size=size)
    return page_of_keys(queryset, [row[-1] for row in named], order=order, size=size)


def keys_of_parts(
    model: type[Model],
    parts: Sequence[tuple[QuerySet[Any], Sequence[str]]],
    *,
    order: Sequence[str] = ("-at", "-id"),
    after: str | None = None,
    size: int = SIZE,
) -> QuerySet[Any, Any]:
    """Return the question for the rows of a page of :func:`keyset_of_parts`: their place in the order, the key last.

    :raises BadCursor: when ``after`` is not a mark of such a list
    """
    values = _read(after, len(order)) if after else []
    tops = [(_top(part, names, model, order, values)[: size + 1], names) for part, names in parts]
    tops = [(top, names) for top, names in tops if not top.query.is_empty()]
    if not tops:
        return model._default_manager.none().values_list(*(name.lstrip("-") for name in order))
    (named, names), *others = tops
    return named.union(*(top for top, _names in others)).order_by(*names)[: size + 1] if others else named


def page_of_keys(queryset: QuerySet[M], keys: Sequence[Any], *, order: Sequence[str], size: int = SIZE) -> Page[M]:
    """Return the page that :func:`keys_of_parts` has found the keys of."""
    return page_of(list(queryset.filter(pk__in=keys).order_by(*order)), order=order, size=size) if keys else Page([])


def _top(
    part: QuerySet[Any], names: Sequence[str], model: type[Model], order: Sequence[str], values: list[Any]
) -> QuerySet[Any]:
    if values:
        part = part.filter(_beyond(model, order, values, names))
    top: QuerySet[Any] = part.order_by(*names).values_list(*(name.lstrip("-") for name in names)).distinct()
    return top


def page_of(found: list[M], *, order: Sequence[str], size: int = SIZE) -> Page[M]:
    """Return rows in their order, one more than a page where there are more, as a page and the mark of its end."""
    more = len(found) > size
    return Page(found[:size], _mark(found[size - 1], order) if more else None)


def _mark(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    plain = [value.isoformat() if isinstance(value, (datetime, date)) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False, default=str).encode()).decode().rstrip("=")


def _read(mark: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, binascii.Error):
        raise BadCursor from None
    if (
        not isinstance(values, list)
        or len(values) != length
        or any(isinstance(v, (list, dict)) or v is None for v in values)
    ):
        raise BadCursor
    return values


def _beyond(model: type[Model], order: Sequence[str], values: list[Any], names: Sequence[str] = ()) -> Q:
    """Rows after ``values``: a < x, or a = x and b < y, …; the first bound stands apart for the index to serve.

    :param names: what the fields are called where they are read; as in ``order`` without
    """
    try:
        fields = [model._meta.get_field(name.lstrip("-")) for name in order]
        typed = [field.to_python(value) for field, value in zip(fields, values, strict=True)]  # type: ignore[union-attr]
    except (ValidationError, ValueError, TypeError, OverflowError):
        raise BadCursor from None
    answer, level, names = Q(), Q(), names or order
    for name, value in zip(names, typed, strict=True):
        field, side = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        answer |= level & Q(**{f"{field}__{side}": value})
        level &= Q(**{field: value})
    first, side = names[0].lstrip("-"), "lte" if names[0].startswith("-") else "gte"
    return Q(**{f"{first}__{side}": typed[0]}) & answer
