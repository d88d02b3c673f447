"""Signing messages the way of Standard Webhooks: HMAC-SHA256 over id, moment and body. Pure."""

import base64
import hashlib
import hmac
import secrets

MARK = "whsec_"


def new_secret() -> str:
    """Return a fresh secret: ``whsec_`` and 32 random bytes in base64."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(*, secret: str, message_id: str, seconds: int, body: str) -> dict[str, str]:
    """Return the three headers that prove who sent ``body`` and when.

    :param seconds: Unix time of this try; receivers refuse what is older than five minutes
    """
    signed = f"{message_id}.{seconds}.{body}".encode()
    proof = hmac.new(base64.b64decode(secret.removeprefix(MARK)), signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(proof).decode()}",
    }
