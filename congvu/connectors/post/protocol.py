"""The messages of the post: their fields, and the code that signs them. Pure.

Public papers name what is exchanged (order, cash on delivery, states) but no wire format; field names and the code,
HMAC-SHA256 over the JSON body, are ours. Compare with the contract before going live; they stand here alone.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

HEADER = "X-Congvu-Signature"
STATES = {"LAY": "carried", "CHUYEN": "carried", "PHAT_HONG": "missed", "PHAT": "delivered", "HOAN": "returned"}
"""Codes of the post by our states."""


def packed(message: Mapping[str, Any]) -> bytes:
    """Return the body of a message."""
    return json.dumps(message, ensure_ascii=False, sort_keys=True).encode()


def code(body: bytes, secret: str) -> str:
    """Return the signature of a body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def holds(body: bytes, given: str, secret: str) -> bool:
    """Tell whether a body bears the right signature; takes the same time for every wrong one."""
    return hmac.compare_digest(given.encode(), code(body, secret).encode())
