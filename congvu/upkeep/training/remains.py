"""Looking through the copy for anybody real: every column of every table, as the database writes it as text."""

import itertools
from collections.abc import Iterator
from typing import TypeAlias

from django.apps import apps
from django.db import connection

from congvu.kit.text import fold
from congvu.upkeep.snapshot import tables
from congvu.upkeep.training.disguise import BETWEEN, EMAIL, NUMBERED, SHORTEST, WORD, Disguise
from congvu.upkeep.training.invention import DOMAIN
from congvu.upkeep.training.tables import looked_through

BATCH = 2000
Names: TypeAlias = "dict[int, set[tuple[str, ...]]]"


def left(hidden: Disguise) -> list[str]:
    """Return the tables, each once, in which a learned name, number, address or matter still stands, or a mail."""
    numbers = {one for one in hidden.learned if NUMBERED.fullmatch(one) and len(one) > 5}
    names: Names = {}
    for real in hidden.learned - numbers:
        words = tuple(fold(one) for one in WORD.findall(real))
        if len(words) >= SHORTEST:
            names.setdefault(len(words), set()).add(words)
    return [table for table, text in _texts() if _is_in(table, text, numbers, names)]


def _texts() -> Iterator[tuple[str, str]]:
    """Yield every table with what of its rows is looked through, in SQL."""
    models = {one._meta.db_table: one for one in apps.get_models(include_auto_created=True)}
    for table in tables():
        if table not in models:
            yield table, "t::text"
        elif columns := looked_through(models[table]):
            named = ", ".join(f't."{one.column}"' for one in columns)
            yield table, f"ROW({named})::text"


def _is_in(table: str, text: str, numbers: set[str], names: Names) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {text} FROM "{table}" t')
        while rows := cursor.fetchmany(BATCH):
            if any(names_somebody(text, numbers, names) for (text,) in rows):
                return True
    return False


def names_somebody(text: str, numbers: set[str], names: Names) -> bool:
    """Tell whether a text holds one of the numbers, a name (its words folded, by how many), or a mail that arrives."""
    if any(one in numbers for one in NUMBERED.findall(text)):
        return True
    if not all(one.endswith(f"@{DOMAIN}") for one in EMAIL.findall(text)):
        return True
    spans = [(one.start(), one.end(), fold(one[0])) for one in WORD.finditer(text)]
    for at, size in itertools.product(range(len(spans)), names):
        here = spans[at : at + size]
        if tuple(one[2] for one in here) in names[size] and all(
            BETWEEN.fullmatch(text[one[1] : two[0]]) for one, two in itertools.pairwise(here)
        ):
            return True
    return False
