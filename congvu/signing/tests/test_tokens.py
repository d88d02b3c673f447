"""Keys in a token: against SoftHSM2, which speaks PKCS#11 as tokens and HSMs do."""

import datetime as dt
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from congvu.signing.hooks import KeyNotUsable, drivers
from congvu.signing.models import Credential, TrustAnchor
from congvu.signing.operations import sign_paper
from congvu.signing.queries import verify

from .conftest import AT, actor

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "123456"
pytestmark = pytest.mark.skipif(
    os.environ.get("CI") != "true" and not Path(MODULE).exists(), reason="softhsm2 is not installed"
)


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """A token with an RSA and an EC key, brought in as its maker's tool does."""
    home = tmp_path_factory.mktemp("softhsm")
    (home / "tokens").mkdir()
    (home / "softhsm2.conf").write_text(f"directories.tokendir = {home}/tokens\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(home / "softhsm2.conf")
    _tool("--init-token", "--free", "--label", "phuong", "--pin", PIN, "--so-pin", "87654321")
    keys = {"rsa": rsa.generate_private_key(65537, 2048), "ec": ec.generate_private_key(ec.SECP256R1())}
    for number, (name, key) in enumerate(keys.items(), start=1):
        file = home / f"{name}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        _tool("--import", file, "--token", "phuong", "--label", name, "--id", f"0{number}", "--pin", PIN)
        file.unlink()  # from now on it is in the token alone
    return home, {name: key.public_key() for name, key in keys.items()}


def _tool(*words):
    subprocess.run(["softhsm2-util", *map(str, words)], check=True, capture_output=True)


@pytest.fixture
def card(token, people, settings):
    settings.PKCS11_MODULE, settings.PKCS11_PIN = MODULE, PIN
    root_key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA cấp thẻ")])

    def issue(subject, key):
        return (
            x509.CertificateBuilder().subject_name(subject).issuer_name(name).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(AT - dt.timedelta(days=9))
            .not_valid_after(AT + dt.timedelta(days=900))
            .add_extension(x509.BasicConstraints(ca=subject == name, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(True, True, False, False, False, subject == name, False, False, False), True)
            .sign(root_key, hashes.SHA256())
        )  # fmt: skip

    def pem(certificate):
        return certificate.public_bytes(serialization.Encoding.PEM).decode()

    root = issue(name, root_key.public_key())
    TrustAnchor.objects.create(
        name="CA cấp thẻ", kind="government", certificate=pem(root), fingerprint="a" * 64, valid_from=AT.date()
    )

    def give(kind):
        own = issue(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, people.leader.full_name)]), token[1][kind])
        return Credential.objects.create(
            official=people.leader,
            certificate=pem(own) + pem(root),
            fingerprint=own.fingerprint(hashes.SHA256()).hex(),
            driver="pkcs11",
            key_reference=f"phuong/{kind}",
            valid_from=own.not_valid_before_utc,
            valid_to=own.not_valid_after_utc,
        )

    return give


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_token_signs_a_paper(people, card, paper, kind):
    card(kind)
    pdf = sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=AT, by=actor(people.leader))
    report = verify(pdf, at=AT)
    assert report.all_good, report
    assert report.signatures[0].trusted_by == "Chữ ký số chuyên dùng công vụ"


def test_session_that_was_lost_is_opened_again(card, token):
    driver = drivers.get("pkcs11")
    card("rsa")
    first = driver.sign(reference="phuong/rsa", data=b"x", digest="sha256")
    driver._slots["phuong"].session.close()  # as when the token is pulled out and put back
    assert driver.sign(reference="phuong/rsa", data=b"x", digest="sha256") == first


@pytest.mark.parametrize("reference", ["phuong/khac", "khac/rsa", "phuong"])
def test_key_that_is_not_there_is_told(card, reference):
    card("rsa")
    with pytest.raises(KeyNotUsable, match="Hãy kiểm tra thiết bị"):
        drivers.get("pkcs11").sign(reference=reference, data=b"x", digest="sha256")


def test_without_a_token_at_the_server_it_is_said(settings):
    settings.PKCS11_MODULE = ""
    with pytest.raises(KeyNotUsable, match="Hãy báo người quản trị"):
        drivers.get("pkcs11").sign(reference="nowhere/rsa", data=b"x", digest="sha256")


def test_softhsm_is_there_in_ci():
    assert shutil.which("softhsm2-util")
