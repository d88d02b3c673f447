"""Tokens made by SoftHSM2, one folder of them for the whole run: the library reads its settings but once."""

import atexit
import base64
import datetime as dt
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from congvu_agent.cards import Cards
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from congvu.signing.models import TrustAnchor

from .conftest import AT

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "123456"
needed = pytest.mark.skipif(
    os.environ.get("CI") != "true" and not Path(MODULE).exists(), reason="softhsm2 is not installed"
)
NAME = "Nguyễn Thị Bích Hạnh"


def _tool(*words):
    subprocess.run(["softhsm2-util", *map(str, words)], check=True, capture_output=True)


@functools.cache
def _home():
    home = Path(tempfile.mkdtemp(prefix="softhsm-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home}/tokens\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(home / "softhsm2.conf")
    for label in ("phuong", "hanh"):
        _tool("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321")
    return home


@functools.cache
def token(label):
    """Return a token with an RSA and an EC key and their certificates, brought in as its maker's tool does.

    ``phuong`` stands at the server, ``hanh`` is in the leader's own PC: a process logs in to a token but once.
    """
    home = _home()
    keys = {"rsa": rsa.generate_private_key(65537, 2048), "ec": ec.generate_private_key(ec.SECP256R1())}
    authority = _Authority()
    certificates = {}
    for number, (name, key) in enumerate(keys.items(), start=1):
        file = home / f"{name}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        _tool("--import", file, "--token", label, "--label", name, "--id", f"0{number}", "--pin", PIN)
        file.unlink()  # from now on it is in the token alone
        certificates[name] = authority.issue(NAME, key.public_key())
    _bring(label, certificates)
    return SimpleNamespace(label=label, certificates=certificates, root=authority.root)


class _Authority:
    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.root = self.issue("CA cấp thẻ", self._key.public_key())

    def issue(self, name, key):
        def named(words):
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

        is_root = name == "CA cấp thẻ"
        return (
            x509.CertificateBuilder().subject_name(named(name)).issuer_name(named("CA cấp thẻ")).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(AT - dt.timedelta(days=9))
            .not_valid_after(AT + dt.timedelta(days=900))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(True, True, False, False, False, is_root, False, False, False), True)
            .sign(self._key, hashes.SHA256())
        )  # fmt: skip


def hold(credentials, label="hanh", key="rsa"):
    """Move the keys of credentials into a token in its holder's own PC, whose issuer is trusted."""
    own, root = token(label).certificates[key], token(label).root
    TrustAnchor.objects.create(
        name="CA cấp thẻ", kind="government", certificate=pem(root), fingerprint="a" * 64,
        valid_from=root.not_valid_before_utc.date(),
    )  # fmt: skip
    credentials.update(
        driver="agent",
        key_reference="USB Token",
        certificate=pem(own, root),
        fingerprint=own.fingerprint(hashes.SHA256()).hex(),
        valid_from=own.not_valid_before_utc,
        valid_to=own.not_valid_after_utc,
    )


def give_signatures(request, digests):
    """Do what the page has the agent do: sign the agreement, then each paper; return both as the page sends them."""
    cards = Cards(MODULE)
    asked = [request.challenge, *(digest for _position, _label, digest in digests.papers)]
    made, trouble = cards.sign(
        cards.find(request.credential.fingerprint), [bytes.fromhex(one) for one in asked], pin=PIN
    )
    assert not trouble
    agreement, *signatures = [base64.b64encode(one).decode() for one in made]
    return agreement, {
        str(position): given for (position, *_rest), given in zip(digests.papers, signatures, strict=True)
    }


def _bring(label, certificates):
    import pkcs11
    from pkcs11.util.x509 import decode_x509_certificate

    found = pkcs11.lib(MODULE).get_token(token_label=label)
    with found.open(rw=True, user_pin=PIN) as session:
        for number, (name, one) in enumerate(certificates.items(), start=1):
            described = decode_x509_certificate(one.public_bytes(serialization.Encoding.DER))
            described |= {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: name}
            session.create_object(described | {pkcs11.Attribute.ID: bytes([number])})


def pem(*certificates):
    """Return certificates as one text."""
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in certificates)
