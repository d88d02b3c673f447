"""Public keys by which codes are checked, read from and written as a JSON Web Key Set (RFC 7517). Pure."""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from congvu.vault.cose import PublicKey

KID_LENGTH = 8
"""First bytes of the certificate's SHA-256, as in other codes on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A public key and whose it is; ``revoked_at`` when it was taken out of use before its time."""

    kid: bytes
    key: PublicKey
    owner: str
    valid_from: dt.datetime
    valid_to: dt.datetime
    certificate: bytes = b""
    """DER."""
    revoked_at: dt.datetime | None = None


def kid_of(certificate: x509.Certificate) -> bytes:
    """Return the name of a certificate's key."""
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest()[:KID_LENGTH]


def key_of(pem: str, *, owner: str, revoked_at: dt.datetime | None = None) -> Key | None:
    """Return the key of a PEM certificate, None when it is of a sort that codes are not signed with."""
    certificate = x509.load_pem_x509_certificate(pem.encode())
    public = certificate.public_key()
    fits = isinstance(public, rsa.RSAPublicKey) or (
        isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1)
    )
    if not fits:
        return None
    return Key(
        kid=kid_of(certificate),
        key=public,  # type: ignore[arg-type]  # one of the two, as just tested
        owner=owner,
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        revoked_at=revoked_at,
    )


def to_set(keys: Iterable[Key]) -> dict[str, Any]:
    """Return the key set as it is published."""
    return {"keys": [_to_jwk(key) for key in keys]}


def _to_jwk(key: Key) -> dict[str, Any]:
    if isinstance(key.key, rsa.RSAPublicKey):
        rsa_numbers = key.key.public_numbers()
        length = (rsa_numbers.n.bit_length() + 7) // 8
        parts = {"kty": "RSA", "alg": "RS256", "n": _b64(rsa_numbers.n.to_bytes(length)), "e": "AQAB"}
        if rsa_numbers.e != 65537:
            parts["e"] = _b64(rsa_numbers.e.to_bytes((rsa_numbers.e.bit_length() + 7) // 8))
    else:
        numbers = key.key.public_numbers()
        parts = {"kty": "EC", "crv": "P-256", "alg": "ES256", "x": _b64(numbers.x.to_bytes(32))}
        parts["y"] = _b64(numbers.y.to_bytes(32))
    return {
        **parts,
        "use": "sig",
        "kid": _b64(key.kid),
        "owner": key.owner,
        "nbf": int(key.valid_from.timestamp()),
        "exp": int(key.valid_to.timestamp()),
        **({"x5c": [base64.b64encode(key.certificate).decode()]} if key.certificate else {}),
        **({"revoked_at": int(key.revoked_at.timestamp())} if key.revoked_at else {}),
    }


def from_set(found: Mapping[str, Any]) -> dict[bytes, Key]:
    """Return the keys of a published set by their names; of sorts that we do not know nothing is read.

    :raises ValueError: when it is no key set
    """
    try:
        rows = [(row, _public(row)) for row in found["keys"]]
        keys = [
            Key(
                kid=_bytes(row["kid"]),
                key=public,
                owner=str(row.get("owner", "")),
                valid_from=_moment(row.get("nbf", 0)),
                valid_to=_moment(row.get("exp", 253402300799)),
                revoked_at=_moment(row["revoked_at"]) if "revoked_at" in row else None,
            )
            for row, public in rows
            if public is not None
        ]
    except (KeyError, TypeError, AttributeError, OverflowError) as wrong:
        raise ValueError("no key set") from wrong
    return {key.kid: key for key in keys}


def _public(row: Mapping[str, Any]) -> PublicKey | None:
    if row["kty"] == "RSA":
        return rsa.RSAPublicNumbers(int.from_bytes(_bytes(row["e"])), int.from_bytes(_bytes(row["n"]))).public_key()
    if row["kty"] == "EC" and row["crv"] == "P-256":
        x, y = int.from_bytes(_bytes(row["x"])), int.from_bytes(_bytes(row["y"]))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    return None


def _moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
