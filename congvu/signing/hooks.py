"""What signing asks of others: hold keys. A token, a remote service or a phone is a driver registered here."""

from typing import Protocol

from congvu.kit.errors import Refusal
from congvu.kit.registry import Registry


class KeyNotUsable(Refusal):
    """The key is not there, or may not be used here."""


class KeyDriver(Protocol):
    """Holds private keys and signs with them. May wait for a person (PIN, phone): never call it in a transaction."""

    def sign(self, *, reference: str, data: bytes, digest: str) -> bytes:
        """Sign ``data`` (not its digest) with the key ``reference``: PKCS#1 v1.5 for RSA, DER ECDSA for EC.

        :param digest: name of the hash, ``sha256``
        :raises KeyNotUsable: with words for the user
        """


drivers: Registry[KeyDriver] = Registry("signing.drivers")
