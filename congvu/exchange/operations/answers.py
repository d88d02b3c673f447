"""A call that a partner repeats takes effect once: the answer is kept under its Idempotency-Key and given again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from congvu.exchange.models import KeptAnswer
from congvu.kit.errors import Refusal

KEY_LENGTH = 255
_CLAIM = """
INSERT INTO exchange_keptanswer (partner_id, key, digest, status, at) VALUES (%s, %s, %s, 0, %s)
ON CONFLICT (partner_id, key) DO NOTHING RETURNING id
"""


class KeyReused(Refusal):
    """The key was used before, with another request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: HTTP status and a body as JSON knows it; ``again`` when it was given before."""

    status: int
    body: Any
    again: bool = False


def question_digest(*parts: bytes) -> str:
    """Return what tells one request from another: method, address and body, none running into the next."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def once(*, partner_id: int, key: str, digest: str, work: Callable[[], Answer], at: datetime) -> Answer:
    """Do ``work`` unless this partner has had an answer under ``key``; then give that answer again.

    Effect and answer commit together. Whoever comes with the same key meanwhile waits for them; when ``work`` raises,
    nothing is kept and the next one does it.

    :param key: 1 to 255 letters; without one ("") the work is simply done
    :raises KeyReused: the key belongs to another request
    """
    if not key:
        return work()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [partner_id, key, digest, at])
            claimed = cursor.fetchone()
        if claimed is None:
            return kept(partner_id=partner_id, key=key, digest=digest) or work()
        answer = work()
        KeptAnswer.objects.filter(pk=claimed[0]).update(status=answer.status, body=answer.body)
    return answer


def kept(*, partner_id: int, key: str, digest: str) -> Answer | None:
    """Return the answer given before under this key, None when there is none.

    :raises KeyReused: the key belongs to another request
    """
    found = KeptAnswer.objects.filter(partner_id=partner_id, key=key).first()
    if found is None:
        return None
    if found.digest != digest:
        raise KeyReused(_("Idempotency-Key này đã dùng cho một yêu cầu khác. Yêu cầu mới cần một khoá mới."))
    return Answer(found.status, found.body, again=True)


def forget_answers(*, before: datetime) -> int:
    """Let go of the answers given before ``before``; return how many."""
    return KeptAnswer.objects.filter(at__lt=before).delete()[0]
