"""Calls that may be repeated: under one Idempotency-Key they take effect once."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Status

from congvu.exchange import operations as exchange
from congvu.exchange import queries as exchange_queries
from congvu.sites.api.keys import Caller

KEY_WORDS = _(
    "Khoá của lần gọi này, tối đa 255 ký tự: gọi lại với cùng khoá và cùng nội dung thì chỉ có hiệu lực một lần"
)


def _digest(request: HttpRequest) -> str:
    return exchange.question_digest(str(request.method).encode(), request.path.encode(), request.body)


def known_answer(request: HttpRequest, caller: Caller, key: str) -> exchange.Answer | None:
    """Return the answer given before, before anything is stored a second time."""
    if not key:
        return None
    return exchange_queries.kept_answer(partner_id=caller.partner.pk, key=key, digest=_digest(request))


def answer_once(request: HttpRequest, caller: Caller, key: str, work: Callable[[], exchange.Answer]) -> exchange.Answer:
    """Do ``work`` in a transaction and keep its answer, or give the one that came first under this key.

    :raises KeyReused: the key belongs to another request
    """
    return exchange.once(partner_id=caller.partner.pk, key=key, digest=_digest(request), work=work, at=caller.at)


def given(response: HttpResponse, answer: exchange.Answer) -> Status[Any]:
    """Return the answer as the router sends it; one that was given before says so."""
    if answer.again:
        response["Idempotency-Replayed"] = "true"
    return Status(answer.status, answer.body)
