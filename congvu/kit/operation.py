"""One operation is one transaction (house rule 5): a nested one joins the transaction of the one that called it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")


def joining(operation: Callable[P, R]) -> Callable[P, R]:
    """Run an operation in a transaction of its own, or as part of the one under way, without a savepoint.

    What it raises ends the whole transaction: who calls it inside another operation lets its exceptions pass.
    """

    @wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=not _is_under_way()):
            return operation(*args, **kwargs)

    return run


def _is_under_way() -> bool:
    blocks: list[Any] = connection.atomic_blocks
    return any(not block._from_testcase for block in blocks)  # a test's own transaction is no operation
