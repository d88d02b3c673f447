"""Tokens behind PKCS#11: which certificates are plugged in, and signing digests with the key of one of them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pkcs11
import pkcs11.exceptions
from pkcs11.util.ec import encode_ecdsa_signature

SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
"""DigestInfo of SHA-256 (RFC 8017, 9.2): what PKCS#1 v1.5 puts before the digest."""


class CardTrouble(Exception):
    """The token cannot sign; ``code`` is for the page, the text for its reader."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certificate in a token that is plugged in."""

    token: str
    """Label of the token."""
    key_id: bytes
    der: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()


class Cards:
    """The tokens that one PKCS#11 library reaches. Nothing is kept between two calls: no session, no PIN."""

    def __init__(self, module: str) -> None:
        self._module = module

    def _tokens(self) -> Iterator[Any]:
        if not self._module:
            raise CardTrouble("no_module", "Chưa chỉ cho chương trình ký thư viện của USB Token (PKCS#11).")
        try:
            library = pkcs11.lib(self._module)
            for slot in library.get_slots(token_present=True):
                token = slot.get_token()
                if str(token.label).strip("\0 "):
                    yield token
        except (pkcs11.exceptions.PKCS11Error, RuntimeError, OSError) as fault:
            raise CardTrouble("no_module", f"Không đọc được USB Token ({type(fault).__name__}).") from fault

    def held(self) -> list[Held]:
        """Return the certificates of all tokens that are plugged in; no PIN is needed to see them.

        :raises CardTrouble: the library cannot be used
        """
        return [one for token in self._tokens() for one in self._in(token)]

    def _in(self, token: Any) -> list[Held]:
        with token.open() as session:
            found = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
            return [
                Held(
                    token=str(token.label).strip("\0 "),
                    key_id=bytes(one[pkcs11.Attribute.ID]),
                    der=bytes(one[pkcs11.Attribute.VALUE]),
                )
                for one in found
            ]

    def find(self, fingerprint: str) -> Held:
        """Return the plugged-in certificate with this SHA-256.

        :raises CardTrouble: it is in no token here
        """
        for one in self.held():
            if one.fingerprint == fingerprint.lower():
                return one
        raise CardTrouble("no_certificate", "Không thấy chứng thư này trong USB Token đang cắm. Hãy cắm đúng token.")

    def sign(self, held: Held, digests: Sequence[bytes], *, pin: str) -> tuple[list[bytes | None], str]:
        """Sign SHA-256 digests one after the other: PKCS#1 v1.5 for RSA, DER ECDSA for EC.

        :returns: the signatures in order, None from where the token failed on, and why it did
        :raises CardTrouble: the PIN is wrong or locked, or the token is away: nothing was signed
        """
        made: list[bytes | None] = []
        try:
            token = next((one for one in self._tokens() if str(one.label).strip("\0 ") == held.token), None)
            if token is None:
                raise CardTrouble("no_certificate", "USB Token đã được rút ra.")
            with token.open(user_pin=pin) as session:
                wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.Attribute.ID: held.key_id}
                key = next(iter(session.get_objects(wanted)), None)
                if key is None:
                    raise CardTrouble("no_certificate", "USB Token có chứng thư nhưng không có khóa của nó.")
                for digest in digests:
                    made.append(_signed(key, digest))
        except pkcs11.exceptions.PKCS11Error as fault:
            words = _words(fault)
            if not made:
                raise CardTrouble(*words) from fault
            return [*made, *[None] * (len(digests) - len(made))], words[1]
        return made, ""


def _signed(key: Any, digest: bytes) -> bytes:
    if key.key_type == pkcs11.KeyType.EC:
        return bytes(encode_ecdsa_signature(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)))
    return bytes(key.sign(SHA256_PREFIX + digest, mechanism=pkcs11.Mechanism.RSA_PKCS))


def _words(fault: Exception) -> tuple[str, str]:
    if isinstance(fault, pkcs11.exceptions.PinIncorrect | pkcs11.exceptions.PinLenRange | pkcs11.exceptions.PinInvalid):
        return "pin", "Mã PIN không đúng. Nhập sai nhiều lần, USB Token sẽ tự khóa."
    if isinstance(fault, pkcs11.exceptions.PinLocked):
        return "pin_locked", "USB Token đã bị khóa vì nhập sai PIN nhiều lần. Hãy liên hệ nơi cấp chứng thư."
    return "token", f"USB Token không ký được ({type(fault).__name__}). Hãy cắm lại rồi thử lại."
