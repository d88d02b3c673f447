"""Looking through the copy for anybody real: every column of every table, as the database writes it as text."""

import itertools
from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from congvu.kit.text import fold
from congvu.upkeep.snapshot import tables
from congvu.upkeep.training.disguise import BETWEEN, EMAIL, NUMBERED, SHORTEST, WORD, Disguise
from congvu.upkeep.training.invention import DOMAIN
from congvu.upkeep.training.tables import is_kept, rewritten

BATCH = 2000


def left(hidden: Disguise) -> list[str]:
    """Return the tables, each once, in which a learned name, number or mail still stands."""
    numbers = {one for one in hidden.learned if any(letter.isdigit() for letter in one) and len(one) > 5}
    names = {tuple(fold(one) for one in WORD.findall(real)) for real in hidden.learned - numbers}
    wanted: dict[str, set[tuple[str, ...]]] = {}
    for name in names:
        if len(name) >= SHORTEST:
            wanted.setdefault(name[0], set()).add(name)
    return [table for table, text in _texts() if _is_in(table, text, numbers, wanted)]


def _texts() -> Iterator[tuple[str, str]]:
    """Yield every table with what of its rows is looked through, in SQL: of a kept one who acted and what they said."""
    for table in tables():
        if not is_kept(table):
            yield table, "t::text"
    for model in apps.get_models(include_auto_created=True):
        if is_kept(model._meta.db_table) and (columns := rewritten(model)):
            yield model._meta.db_table, f"ROW({', '.join(f't.{one.column}' for one in columns)})::text"


def _is_in(table: str, text: str, numbers: set[str], wanted: dict[str, set[tuple[str, ...]]]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {text} FROM "{table}" t')
        while rows := cursor.fetchmany(BATCH):
            if any(names_somebody(text, numbers, wanted) for (text,) in rows):
                return True
    return False


def names_somebody(text: str, numbers: set[str], wanted: dict[str, set[tuple[str, ...]]]) -> bool:
    """Tell whether a text holds one of the numbers, a name (its words folded, by the first), or a mail that arrives."""
    if any(one in numbers for one in NUMBERED.findall(text)):
        return True
    if not all(one.endswith(f"@{DOMAIN}") for one in EMAIL.findall(text)):
        return True
    spans = [(one.start(), one.end(), fold(one[0])) for one in WORD.finditer(text)]
    for at, (_start, _end, word) in enumerate(spans):
        for name in wanted.get(word, ()):
            here = spans[at : at + len(name)]
            if tuple(one[2] for one in here) == name and all(
                BETWEEN.fullmatch(text[one[1] : two[0]]) for one, two in itertools.pairwise(here)
            ):
                return True
    return False
