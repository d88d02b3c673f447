"""State secrets are stopped at every way in (Luật Bảo vệ bí mật nhà nước 117/2025/QH15 Đ.5): words typed or mailed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from congvu.audit import operations as audit
from congvu.files.queries import StateSecret, stamp_in
from congvu.kit.actors import Actor
from congvu.kit.text import texts_in

P = ParamSpec("P")
R = TypeVar("R")


def without_secrets(way: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Stop an operation one of whose words is a stamp of secrecy, before its transaction begins.

    All texts that it is given are looked at, those inside dataclasses, lists and mappings too; put it outermost.

    :param way: the way in, as for :func:`refuse_secret`
    """

    def guard(operation: Callable[P, R]) -> Callable[P, R]:
        @wraps(operation)
        def guarded(*args: P.args, **given: P.kwargs) -> R:
            said = cast(Mapping[str, Any], given)
            by, at = said["by"], said["at"]
            typed = [value for name, value in said.items() if name not in {"by", "at"}]
            refuse_secret(texts_in(typed), way=way, by=by, at=at)
            return operation(*args, **given)

        return guarded

    return guard


def refuse_secret(words: Iterable[str], *, way: str, by: Actor, at: datetime) -> None:
    """Let words pass that carry no stamp of secrecy; else nothing of them is kept but that something was refused.

    Call it before any transaction, so that the line of the refusal stays.

    :param way: the way in: ``post``, ``email``, ``draft``, ``note`` …
    :raises StateSecret: a line is a stamp ("MẬT", "Độ mật: Tối mật")
    """
    stamp = next(filter(None, (stamp_in(line) for text in words for line in text.splitlines())), "")
    if stamp:
        audit.record(action="documents.refuse_secret", subject=f"documents:{way}", by=by, at=at)
        raise StateSecret(stamp)
