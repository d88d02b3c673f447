"""Key files as authorities hand them out, made by OpenSSL: they sign in the demo and nowhere else."""

import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from congvu.signing.hooks import KeyNotUsable, drivers
from congvu.signing.models import Credential, TrustAnchor
from congvu.signing.operations import sign_paper
from congvu.signing.queries import verify

from .conftest import AT, actor

PASSWORD = "mat-khau"


def openssl(*words, folder):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A key with its own certificate, in one file."""
    home = tmp_path_factory.mktemp("p12")
    subject = ["-subj", "/CN=Hanh", "-days", "3000", "-keyout", "k.pem", "-out", "c.pem"]
    usage = ["-addext", "keyUsage=critical,digitalSignature,nonRepudiation,keyCertSign"]
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *usage, folder=home)
    files = ["-inkey", "k.pem", "-in", "c.pem", "-out", "hanh.p12", "-passout", f"pass:{PASSWORD}"]
    openssl("pkcs12", "-export", *files, folder=home)
    return (home / "hanh.p12").read_bytes(), x509.load_pem_x509_certificate((home / "c.pem").read_bytes())


@pytest.fixture
def driver(made, settings, tmp_path):
    settings.PKCS12_PASSWORD = PASSWORD
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "hanh.p12").write_bytes(made[0])
    return drivers.get("pkcs12")


def test_key_file_signs_a_paper(driver, made, people, paper):
    own = made[1]
    pem = own.public_bytes(serialization.Encoding.PEM).decode()
    TrustAnchor.objects.create(name="CA", kind="demo", certificate=pem, fingerprint="a" * 64, valid_from=AT.date())
    start, end = own.not_valid_before_utc, own.not_valid_after_utc
    Credential.objects.create(
        official=people.leader, certificate=pem, fingerprint=own.fingerprint(hashes.SHA256()).hex(), driver="pkcs12",
        key_reference="hanh.p12", valid_from=start, valid_to=end,
    )  # fmt: skip
    at = max(AT, start)
    pdf = sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=at, by=actor(people.leader))
    assert verify(pdf, at=at).signatures[0].is_intact
    data = driver.sign(reference="hanh.p12", data=b"x", digest="sha256")
    own.public_key().verify(data, b"x", padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("reference", ["khac.p12", "../hanh.p12", "keys/hanh.p12", "hanh.pem", ""])
def test_only_key_files_of_the_folder_are_opened(driver, reference):
    with pytest.raises(KeyNotUsable, match="Không tìm thấy tệp khóa"):
        driver.sign(reference=reference, data=b"x", digest="sha256")


def test_wrong_password_and_broken_file_are_told(driver, settings, tmp_path):
    settings.PKCS12_PASSWORD = "sai"
    with pytest.raises(KeyNotUsable, match="sai mật khẩu"):
        driver.sign(reference="hanh.p12", data=b"x", digest="sha256")
    (tmp_path / "keys" / "hong.pfx").write_bytes(b"x")
    with pytest.raises(KeyNotUsable, match="tệp hỏng"):
        driver.sign(reference="hong.pfx", data=b"x", digest="sha256")


def test_key_file_refuses_outside_the_demo(driver, settings):
    settings.DEMO = False
    with pytest.raises(KeyNotUsable, match="ngoài chế độ trình diễn"):
        driver.sign(reference="hanh.p12", data=b"x", digest="sha256")
