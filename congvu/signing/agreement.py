"""What a signer agrees to, as one number: the challenge of the passkey. Pure: no database, no clock."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any


def challenge_of(
    *,
    request: str,
    signer: int,
    certificate: str,
    nonce: str,
    expires_at: datetime,
    papers: Iterable[Mapping[str, Any]],
) -> bytes:
    """Return the SHA-256 of the agreement in canonical form: nothing of it can change without another number.

    :param certificate: its fingerprint
    :param papers: of each, in order, what the signer saw: ``position``, ``subject``, ``label``, ``digest``, ``place``
    """
    agreed = {
        "version": 1,
        "purpose": "sign",
        "request": request,
        "signer": signer,
        "certificate": certificate,
        "nonce": nonce,
        "expires_at": expires_at.astimezone(UTC).isoformat(),
        "papers": [dict(one) for one in papers],
    }
    text = json.dumps(agreed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()
