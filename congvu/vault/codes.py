"""What a signed code says: a CWT (RFC 8392) in COSE_Sign1, behind ``#`` of the paper's address. Pure.

Numbers of the claims below -65536 are for private use by the standard; ``docs/vault.md`` fixes ours.
"""

import base64
import binascii
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from congvu.vault import cose
from congvu.vault.cose import Unreadable

ISS, SUB, EXP, NBF, IAT, CTI = 1, 2, 4, 5, 6, 7
STATUS = 65535
KIND, NUMBER, DIGEST, ISSUED_ON = -70001, -70002, -70003, -70004
MOST = 4096
"""Characters of a code that is read at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What stands in a code."""

    public_id: uuid.UUID
    kind: str
    number: str
    agency_code: str
    """Identifier of the issuing agency (QĐ 20/2020)."""
    digest: str
    """SHA-256 of the canonical printed data, hexadecimal: a PDF cannot hold its own."""
    issued_on: dt.date | None
    made_at: dt.datetime
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    """The first moment at which it no longer holds."""
    list_uri: str
    place: int


def digest_of(data: Mapping[str, Any]) -> str:
    """Return SHA-256 of the data's canonical JSON (RFC 8785; the data holds no fractions), hexadecimal."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def to_claims(code: Code) -> dict[int, Any]:
    """Return the claims of the CWT; what is empty is left out."""
    claims: dict[int, Any] = {
        ISS: code.agency_code,
        EXP: int(code.ends_at.timestamp()) if code.ends_at else None,
        NBF: int(code.starts_at.timestamp()) if code.starts_at else None,
        IAT: int(code.made_at.timestamp()),
        CTI: code.public_id.bytes,
        STATUS: {"status_list": {"idx": code.place, "uri": code.list_uri}},
        KIND: code.kind,
        NUMBER: code.number,
        DIGEST: bytes.fromhex(code.digest),
        ISSUED_ON: code.issued_on.isoformat() if code.issued_on else None,
    }
    return {name: value for name, value in claims.items() if value not in (None, "")}


def from_claims(claims: Mapping[Any, Any]) -> Code:
    """Return what the claims say.

    :raises Unreadable: when they are not those of a code
    """
    try:
        status = claims[STATUS]["status_list"]
        place, uri = status["idx"], status["uri"]
        if not (isinstance(place, int) and isinstance(uri, str)):
            raise Unreadable("no status")
        return Code(
            public_id=uuid.UUID(bytes=claims[CTI]),
            kind=str(claims[KIND]),
            number=str(claims.get(NUMBER, "")),
            agency_code=str(claims[ISS]),
            digest=claims[DIGEST].hex(),
            issued_on=dt.date.fromisoformat(claims[ISSUED_ON]) if ISSUED_ON in claims else None,
            made_at=moment(claims[IAT]),
            starts_at=moment(claims[NBF]) if NBF in claims else None,
            ends_at=moment(claims[EXP]) if EXP in claims else None,
            list_uri=uri,
            place=place,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as wrong:
        raise Unreadable("no code of a paper") from wrong


def moment(seconds: Any) -> dt.datetime:
    """Return the moment of a NumericDate.

    :raises TypeError, ValueError, OverflowError: when it is none
    """
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


def to_text(raw: bytes) -> str:
    """Return signed bytes as they are printed: base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def from_text(text: str) -> cose.Message:
    """Take a code apart, pasted alone or as the whole address of the QR; blanks and line breaks do no harm.

    :raises Unreadable: when it is none
    """
    plain = "".join(text.rsplit("#", 1)[-1].split())
    if not plain or len(plain) > MOST or not plain.isascii():
        raise Unreadable("no code")
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as wrong:
        raise Unreadable("no base64url") from wrong
    return cose.read(raw)
