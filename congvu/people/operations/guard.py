"""Turn a breach of a database constraint into words for the user."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from congvu.kit.errors import Refusal


@contextmanager
def refused_as(message: str) -> Iterator[None]:
    """Run a write; when a constraint forbids it, undo it alone.

    :raises Refusal: with ``message``.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as breach:
        raise Refusal(message) from breach
