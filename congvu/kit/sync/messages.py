"""The wire: services, how a moment is written, how a message is signed. Pure."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
TOKEN = "LayToken"  # noqa: S105  name of a service
UPLOAD = "TaiTep"
FILE = "NopHoSo"
SUPPLEMENT = "BoSungHoSo"
WITHDRAW = "YeuCauRut"
PROGRESS = "CapNhatTienTrinh"
STATE = "CapNhatTrangThai"
SERVICES = (FILE, SUPPLEMENT, WITHDRAW)
DONE = "00"
"""MaLoi: it worked."""
PROOF = "X-Ma-Xac-Thuc"
"""Header with the code of a message: HMAC-SHA256 of the whole body."""
BEARER = "X-Token"


class SystemDown(Exception):
    """The other system does not answer, or answers what nobody can read; to be tried again."""


class MessageRefused(Exception):
    """The other system answered and will not take this message; trying again changes nothing."""


class Forged(Exception):
    """The code of a message does not hold."""


class Unreadable(Exception):
    """What came is no such message."""


def written(moment: dt.datetime) -> str:
    """Return a moment as messages write it: ``yyyyMMddHHmmss`` in Vietnamese time."""
    return moment.astimezone(HANOI).strftime("%Y%m%d%H%M%S")


def moment_in(message: Mapping[str, Any], name: str) -> dt.datetime | None:
    """Return the moment of a field, None when it is empty.

    :raises Unreadable: when it is no moment
    """
    text = str(message.get(name) or "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 14):
        raise Unreadable(name)
    try:
        return dt.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=HANOI)
    except ValueError as problem:
        raise Unreadable(name) from problem


def packed(message: Mapping[str, Any]) -> bytes:
    """Return the body of a message."""
    return json.dumps(message, ensure_ascii=False, sort_keys=True).encode()


def code(body: bytes, secret: str) -> str:
    """Return the code that proves who wrote ``body``."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def holds(body: bytes, given: str, secret: str) -> bool:
    """Tell whether a body bears the right code; takes the same time for every wrong one."""
    return hmac.compare_digest(given.encode(), code(body, secret).encode())


def read(body: bytes) -> dict[str, Any]:
    """Return the message of a body.

    :raises Unreadable: when it is none
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Unreadable("no JSON") from problem
    if not isinstance(found, dict):
        raise Unreadable("no object")
    return found
