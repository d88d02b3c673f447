"""The protocol of the Cloud Signature Consortium, versions 1.0.4 and 2: digest in, signature out."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

import requests

SHA256 = "2.16.840.1.101.3.4.2.1"
SIGNS = {"1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"}
"""RSA and ECDSA, both with SHA-256."""
PLAIN_RSA = "1.2.840.113549.1.1.1"
PATIENCE = 200
"""Seconds: the owner of the key may have to confirm on a telephone, for which services give about 180."""


class ServiceFailed(Exception):
    """The service is away, or said no; the text is its own."""


@dataclass(frozen=True, slots=True)
class CscClient:
    """A remote signing service. ``url`` ends in ``/csc/v1`` or ``/csc/v2``; names of fields differ."""

    url: str
    token: str
    patience: float = PATIENCE

    @property
    def is_second(self) -> bool:
        """Say whether the service speaks version 2."""
        return self.url.endswith("/v2")

    def info(self) -> dict[str, Any]:
        """Return what the service says of itself.

        :raises ServiceFailed: it is away
        """
        return self._call("info", {})

    def credential(self, reference: str) -> dict[str, Any]:
        """Return the key and certificate of a credential, ``certificates`` as base64 DER.

        :raises ServiceFailed: unknown, or the service is away
        """
        return self._call("credentials/info", {"credentialID": reference, "certificates": "chain"})

    def sign(self, reference: str, digest: bytes, *, algorithms: list[str]) -> bytes:
        """Have one SHA-256 digest signed: authorised for this digest alone (SCAL 2), then signed.

        :param algorithms: what the credential can do (``key.algo``)
        :raises ServiceFailed: refused, or nobody confirmed in time
        """
        hashed = [b64encode(digest).decode()]
        algorithm = next((one for one in algorithms if one in SIGNS), PLAIN_RSA)
        asked: dict[str, Any] = {"credentialID": reference, "numSignatures": 1}
        asked |= {"hashes": hashed, "hashAlgorithmOID": SHA256} if self.is_second else {"hash": hashed}
        authorised = self._call("credentials/authorize", asked)
        order: dict[str, Any] = {"credentialID": reference, "SAD": authorised.get("SAD", ""), "signAlgo": algorithm}
        order |= (
            {"hashes": hashed, "hashAlgorithmOID": SHA256} if self.is_second else {"hash": hashed, "hashAlgo": SHA256}
        )
        answer = self._call("signatures/signHash", order)
        try:
            (signature,) = answer["signatures"]
            return b64decode(signature, validate=True)
        except (KeyError, ValueError, TypeError) as fault:
            raise ServiceFailed(str(answer)[:200]) from fault

    def _call(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            answer = requests.post(f"{self.url}/{method}", json=body, headers=headers, timeout=self.patience)
            found = answer.json() if answer.content else {}
        except (requests.RequestException, ValueError) as fault:
            raise ServiceFailed(type(fault).__name__) from fault
        if answer.status_code != requests.codes.ok or not isinstance(found, dict):
            words = found.get("error_description") or found.get("error") if isinstance(found, dict) else ""
            raise ServiceFailed(str(words or answer.status_code)[:200])
        return found
