"""Turn a breach of a database constraint into words for the user."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from congvu.kit.errors import Refusal


@contextmanager
def refused_as(message: str) -> Iterator[None]:
    """Run a write; when a constraint forbids it, undo it alone.

    :raises Refusal: with ``message``.
    """
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, DataError) as breach:
        raise Refusal(message) from breach


def well_formed(row: models.Model) -> None:
    """Check lengths, choices and e-mail addresses before the database has to.

    :raises Refusal: what is wrong, in the user's words.
    """
    relations = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as problem:
        raise Refusal(" ".join(problem.messages)) from problem
