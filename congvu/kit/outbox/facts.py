"""Facts as plain data: frozen dataclasses of ids, codes and moments, to JSON and back."""

import dataclasses
import types
import typing
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID


def name_of(kind: type) -> str:
    """Return the name kept in the rows: ``congvu.dossiers.events.Submitted`` → ``dossiers.Submitted``."""
    return f"{kind.__module__.removeprefix('congvu.').removesuffix('.events')}.{kind.__qualname__}"


def to_plain(fact: Any) -> dict[str, Any]:
    """Return the fields of a fact as JSON knows them."""
    return {field.name: _plain(getattr(fact, field.name)) for field in dataclasses.fields(fact)}


def from_plain(kind: type, data: dict[str, Any]) -> Any:
    """Make the fact again; fields it no longer has are dropped, those it has gained take their defaults."""
    return kind(**{name: _typed(hint, data[name]) for name, hint in _hints(kind).items() if name in data})


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (tuple, list, set, frozenset)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"{value!r} does not belong into a fact: only ids, codes, moments and lists of them")


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _typed(next(arg for arg in inner if arg is not type(None)), value)
    if origin in (tuple, list, set, frozenset):
        return origin(_typed(inner[0] if inner else Any, item) for item in value)
    if hint in (datetime, date, time):
        return hint.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, (UUID, Enum)):
        return hint(value)
    return value
