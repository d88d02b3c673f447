"""What becomes of the tables and columns of a copy, as ``columns.yaml`` says of each."""

from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from django.apps import apps
from django.db import models

Column: TypeAlias = "models.Field[Any, Any]"

STAY = frozenset({"office", "code"})
NOBODYS = (
    *(models.IntegerField, models.BooleanField, models.DecimalField, models.FloatField, models.UUIDField),
    *(models.DateField, models.TimeField, models.DurationField, models.ForeignKey),
)
"""Sorts of columns that tell of nobody by themselves; a birthday is named in ``columns.yaml`` all the same."""


@cache
def _decided() -> dict[str, Any]:
    return dict(yaml.safe_load((Path(__file__).parent / "columns.yaml").read_text(encoding="utf-8")))


def emptied() -> tuple[str, ...]:
    """Return the tables that a copy begins without."""
    return tuple(_decided()["emptied"].split())


@cache
def fates(table: str) -> dict[str, str]:
    """Return what becomes of the columns of a table, by their names."""
    said = _decided()["columns"].get(table, {})
    return {column: fate for fate, columns in said.items() for column in columns.split()}


def undecided() -> list[str]:
    """Return the columns of which nobody has said what becomes of them, as ``table.column``."""
    return [
        f"{model._meta.db_table}.{one.attname}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table not in emptied()
        for one in model._meta.local_fields
        if not isinstance(one, NOBODYS) and not one.choices and one.attname not in fates(model._meta.db_table)
    ]


def columns(model: type[models.Model], *wanted: str) -> list[Column]:
    """Return the columns of a table that have one of these fates."""
    said = fates(model._meta.db_table)
    return [one for one in model._meta.local_fields if said.get(one.attname) in wanted]


def rewritten(model: type[models.Model]) -> list[Column]:
    """Return the columns of a table that do not stay as they are."""
    said = fates(model._meta.db_table)
    return [one for one in model._meta.local_fields if said.get(one.attname, "code") not in STAY]


def looked_through(model: type[models.Model]) -> list[Column]:
    """Return the columns of a table in which nobody real may stand: all but the words of the office."""
    said = fates(model._meta.db_table)
    return [one for one in model._meta.local_fields if said.get(one.attname) != "office"]
