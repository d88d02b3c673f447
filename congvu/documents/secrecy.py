"""State secrets are stopped at every way in (Luật Bảo vệ bí mật nhà nước 117/2025/QH15 Đ.5): words typed or mailed."""

from collections.abc import Iterable
from datetime import datetime

from congvu.audit import operations as audit
from congvu.files.queries import StateSecret, stamp_in
from congvu.kit.actors import Actor


def refuse_secret(words: Iterable[str], *, way: str, by: Actor, at: datetime) -> None:
    """Let words pass that carry no stamp of secrecy; else nothing of them is kept but that something was refused.

    Call it before any transaction, so that the line of the refusal stays.

    :param way: the way in: ``post``, ``email``, ``draft``
    :raises StateSecret: a line is a stamp ("MẬT", "Độ mật: Tối mật")
    """
    stamp = next(filter(None, (stamp_in(line) for text in words for line in text.splitlines())), "")
    if stamp:
        audit.record(action="documents.refuse_secret", subject=f"documents:{way}", by=by, at=at)
        raise StateSecret(stamp)
