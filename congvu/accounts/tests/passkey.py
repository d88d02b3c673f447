"""A passkey made of software, for tests: it is enrolled and answers as a telephone does."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOST = "localhost"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class SoftPasskey:
    """One key pair of one account."""

    def __init__(self, account_id: int, *, credential_id: bytes = b"may-thu-nghiem-1") -> None:
        self.id = credential_id
        self.private = ec.generate_private_key(ec.SECP256R1())
        public = ES256.from_cryptography_key(self.private.public_key())
        data = AuthenticatorData.create(
            sha256(HOST.encode()),
            PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT,
            0,
            AttestedCredentialData.create(b"\0" * 16, self.id, public),
        )
        response = {
            "clientDataJSON": websafe_encode(_client("webauthn.create", b"x" * 32)),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        credential = {**self._head(), "response": response, "clientExtensionResults": {"credProps": {"rk": True}}}
        Authenticator.objects.create(
            user_id=account_id, type=Authenticator.Type.WEBAUTHN, data={"name": "Điện thoại", "credential": credential}
        )

    def answer(self, challenge: bytes, *, host: str = HOST, verified: bool = True, origin: str = "") -> dict[str, Any]:
        """Answer a challenge as the browser hands it over (JSON)."""
        flags = PRESENT_AND_VERIFIED if verified else AuthenticatorData.FLAG.UP
        data = AuthenticatorData.create(sha256(host.encode()), flags, 1)
        client = _client("webauthn.get", challenge, origin or f"https://{host}")
        signature = self.private.sign(bytes(data) + sha256(client), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(bytes(data)),
            "signature": websafe_encode(signature),
        }
        return {**self._head(), "response": response, "clientExtensionResults": {}}

    def _head(self) -> dict[str, Any]:
        return {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key"}


def _client(kind: str, challenge: bytes, origin: str = "https://localhost") -> bytes:
    return json.dumps({"type": kind, "challenge": websafe_encode(challenge), "origin": origin}).encode()
