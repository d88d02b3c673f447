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
    queryset: QuerySet[M], *, order: Sequence[str] = ("-at", "-id"), after: str | None = None, size: int = 50
) -> Page[M]:
    """Return the page of ``queryset`` after the mark ``after``.

    ``order`` names fields of the row itself that are never null, the last one unique; "-" means falling.

    :raises BadCursor: when ``after`` is not a mark of such a list
    """
    rows = queryset.order_by(*order)
    if after:
        rows = rows.filter(_beyond(queryset.model, order, _read(after, len(order))))
    found = list(rows[: size + 1])
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


def _beyond(model: type[Model], order: Sequence[str], values: list[Any]) -> Q:
    """Rows after ``values``: a < x, or a = x and b < y, …; the first bound stands apart for the index to serve."""
    try:
        fields = [model._meta.get_field(name.lstrip("-")) for name in order]
        typed = [field.to_python(value) for field, value in zip(fields, values, strict=True)]  # type: ignore[union-attr]
    except (ValidationError, ValueError, TypeError, OverflowError):
        raise BadCursor from None
    answer, level = Q(), Q()
    for name, value in zip(order, typed, strict=True):
        field, side = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        answer |= level & Q(**{f"{field}__{side}": value})
        level &= Q(**{field: value})
    first, side = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{side}": typed[0]}) & answer
