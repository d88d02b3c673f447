"""COSE_Sign1 (RFC 9052): the envelope of codes and status lists. Pure: keys come in, bytes go out.

ES256 for keys on P-256, RS256 (RFC 8812) for RSA keys of certificates that agencies already hold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
ES256, RS256 = -7, -257
ALG, KID, TYP = 1, 4, 16
TAG = 18
_HALF = 32
"""Bytes of each of the two numbers of an ECDSA signature on P-256."""


class Unreadable(ValueError):
    """The bytes are no COSE_Sign1 message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message taken apart; nothing of it is believed before ``is_signed_by``."""

    protected: bytes
    headers: dict[Any, Any]
    payload: bytes
    signature: bytes

    @property
    def kid(self) -> bytes:
        """Which key it says it is signed with."""
        kid = self.headers.get(KID)
        return kid if isinstance(kid, bytes) else b""

    def claims(self) -> dict[Any, Any]:
        """Return the payload as a map.

        :raises Unreadable: when it is none
        """
        return _map(self.payload)

    def is_signed_by(self, key: PublicKey) -> bool:
        """Tell whether ``key`` made the signature, by the one algorithm that belongs to the key."""
        if self.headers.get(ALG) != algorithm_of(key):
            return False
        signed = _to_be_signed(self.protected, self.payload)
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(self.signature, signed, padding.PKCS1v15(), hashes.SHA256())
            else:
                if len(self.signature) != 2 * _HALF:
                    return False
                numbers = (int.from_bytes(self.signature[:_HALF]), int.from_bytes(self.signature[_HALF:]))
                key.verify(encode_dss_signature(*numbers), signed, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def algorithm_of(key: PublicKey) -> int:
    """Return the algorithm a key signs with.

    :raises Unreadable: for a curve that is not P-256
    """
    if isinstance(key, rsa.RSAPublicKey):
        return RS256
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return ES256
    raise Unreadable("only P-256 and RSA keys")


def sign(*, claims: dict[Any, Any], kid: bytes, key: PublicKey, by: Callable[[bytes], bytes], typ: str = "") -> bytes:
    """Return the signed message, tagged.

    :param key: the public half of the key that signs
    :param by: signs bytes with it, SHA-256: PKCS#1 v1.5 for RSA, DER for ECDSA (as a key driver does)
    """
    headers: dict[int, Any] = {ALG: algorithm_of(key), KID: kid, **({TYP: typ} if typ else {})}
    protected, payload = cbor2.dumps(headers, canonical=True), cbor2.dumps(claims, canonical=True)
    signature = by(_to_be_signed(protected, payload))
    if isinstance(key, ec.EllipticCurvePublicKey):
        signature = b"".join(number.to_bytes(_HALF) for number in decode_dss_signature(signature))
    return cbor2.dumps(cbor2.CBORTag(TAG, [protected, {}, payload, signature]))


def read(raw: bytes) -> Message:
    """Take a message apart.

    :raises Unreadable: when it is none
    """
    found = _decoded(raw)
    if isinstance(found, cbor2.CBORTag) and found.tag == TAG:
        found = found.value
    if not (isinstance(found, list | tuple) and len(found) == 4):
        raise Unreadable("no COSE_Sign1")
    protected, bare, payload, signature = found
    if not (all(isinstance(part, bytes) for part in (protected, payload, signature)) and hasattr(bare, "items")):
        raise Unreadable("no COSE_Sign1")
    # what is signed wins over what is not; the algorithm counts only where it is signed
    headers = {KID: bare[KID]} if KID in bare else {}
    return Message(protected, {**headers, **_map(protected)}, payload, signature)


def _map(raw: bytes) -> dict[Any, Any]:
    found = _decoded(raw)
    if not isinstance(found, dict):
        raise Unreadable("no map")
    return found


def _decoded(raw: bytes) -> Any:
    try:
        return cbor2.loads(raw)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError, OverflowError, MemoryError) as wrong:
        raise Unreadable("no CBOR") from wrong


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload])
