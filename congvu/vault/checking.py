"""Checking a code with nothing but the code, the published keys and a downloaded status list. Pure: no network."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from congvu.vault import codes, cose, statuses
from congvu.vault.codes import Code
from congvu.vault.keys import Key

LIST_TYPE = "application/statuslist+cwt"
STATUS_LIST, TTL = 65533, 65534
"""Claims of a status list token."""


class Finding(StrEnum):
    """What the check came to."""

    GOOD = "good"
    UNCHECKED = "unchecked"
    """Genuine; whether it was revoked since is not known without a fitting status list."""
    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown_key"
    REVOKED_KEY = "revoked_key"
    FORGED = "forged"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class StatusListIn:
    """A status list whose signature held."""

    uri: str
    packed: bytes
    signed_at: dt.datetime
    expires_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The finding, what the code says (None when it cannot be believed), whose key, and the day of the list used."""

    finding: Finding
    code: Code | None = None
    signed_by: str = ""
    list_at: dt.datetime | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether the paper may be relied on; an unchecked one is genuine, but may have been revoked."""
        return self.finding in {Finding.GOOD, Finding.UNCHECKED}

    @property
    def sentence(self) -> str:
        """Say it in a sentence."""
        return _sentences()[self.finding]


def _sentences() -> dict[Finding, str]:
    return {
        Finding.GOOD: _("Mã đúng, giấy tờ còn hiệu lực."),
        Finding.UNCHECKED: _(
            "Mã đúng và còn hạn. Chưa biết giấy tờ có bị thu hồi sau khi cấp không: cần danh sách trạng thái mới hơn."
        ),
        Finding.UNREADABLE: _("Đây không phải mã ký số của giấy tờ, hoặc mã bị thiếu ký tự. Hãy quét lại."),
        Finding.UNKNOWN_KEY: _("Mã không được ký bằng khóa nào của tỉnh. Không tin giấy tờ này."),
        Finding.REVOKED_KEY: _("Khóa đã ký mã này bị thu hồi trước hạn. Hãy kiểm tra trực tuyến tại cổng của tỉnh."),
        Finding.FORGED: _("Chữ ký của mã không đúng: mã bị làm giả hoặc đã bị sửa. Không tin giấy tờ này."),
        Finding.NOT_YET: _("Giấy tờ chưa đến ngày có hiệu lực."),
        Finding.EXPIRED: _("Giấy tờ đã hết hiệu lực."),
        Finding.REVOKED: _("Giấy tờ đã bị thu hồi, hoặc chưa từng được phát hành. Không dùng giấy tờ này."),
        Finding.REPLACED: _("Giấy tờ đã được thay bằng bản mới. Hãy hỏi bản mới."),
    }


def check(text: str, *, keys: Mapping[bytes, Key], lists: Iterable[StatusListIn] = (), at: dt.datetime) -> Verdict:
    """Check a code, pasted or scanned.

    Offline a code by a revoked key is not believed: who stole a key can also put back the clock.

    :param keys: the trusted public keys by name (``keys.from_set``)
    :param lists: status lists read by ``read_list``
    """
    try:
        message = codes.from_text(text)
        code = codes.from_claims(message.claims())
    except cose.Unreadable:
        return Verdict(Finding.UNREADABLE)
    key = keys.get(message.kid)
    if key is None:
        return Verdict(Finding.UNKNOWN_KEY)
    if not message.is_signed_by(key.key) or not key.valid_from <= code.made_at <= key.valid_to:
        return Verdict(Finding.FORGED)
    if key.revoked_at is not None:
        return Verdict(Finding.REVOKED_KEY, code, key.owner)
    if code.ends_at is not None and code.ends_at <= at:
        return Verdict(Finding.EXPIRED, code, key.owner)
    if code.starts_at is not None and at < code.starts_at:
        return Verdict(Finding.NOT_YET, code, key.owner)
    return _by_list(code, key, lists, at)


def _by_list(code: Code, key: Key, lists: Iterable[StatusListIn], at: dt.datetime) -> Verdict:
    fitting = [
        one
        for one in lists
        if one.uri == code.list_uri and one.signed_at >= code.made_at and (not one.expires_at or at < one.expires_at)
    ]
    newest = max(fitting, key=lambda one: one.signed_at, default=None)
    state = statuses.state_at(newest.packed, code.place) if newest else None
    if newest is None or state is None:
        return Verdict(Finding.UNCHECKED, code, key.owner)
    finding = {statuses.VALID: Finding.GOOD, statuses.REPLACED: Finding.REPLACED}.get(state, Finding.REVOKED)
    return Verdict(finding, code, key.owner, newest.signed_at)


def list_claims(*, uri: str, packed: bytes, at: dt.datetime, life: dt.timedelta, ttl: dt.timedelta) -> dict[int, Any]:
    """Return the claims of a status list token."""
    return {
        codes.SUB: uri,
        codes.IAT: int(at.timestamp()),
        codes.EXP: int((at + life).timestamp()),
        TTL: int(ttl.total_seconds()),
        STATUS_LIST: {"bits": statuses.BITS, "lst": statuses.compressed(packed)},
    }


def read_list(raw: bytes, *, keys: Mapping[bytes, Key]) -> StatusListIn:
    """Return a downloaded status list whose signature holds.

    :raises Unreadable: when it is none, or is not signed by one of the keys
    """
    message = cose.read(raw)
    key = keys.get(message.kid)
    if key is None or key.revoked_at is not None or not message.is_signed_by(key.key):
        raise cose.Unreadable("not signed by a key we know")
    if message.headers.get(cose.TYP) != LIST_TYPE:
        raise cose.Unreadable("no status list")
    claims = message.claims()
    try:
        states = claims[STATUS_LIST]
        if states["bits"] != statuses.BITS or not isinstance(states["lst"], bytes):
            raise cose.Unreadable("no status list")
        statuses.state_at(states["lst"], 0)
        return StatusListIn(
            uri=str(claims[codes.SUB]),
            packed=states["lst"],
            signed_at=codes.moment(claims[codes.IAT]),
            expires_at=codes.moment(claims[codes.EXP]) if codes.EXP in claims else None,
        )
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as wrong:
        raise cose.Unreadable("no status list") from wrong
