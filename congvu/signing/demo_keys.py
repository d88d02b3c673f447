"""Keys of the demo: unencrypted PEM files under ``VAR/keys``. They refuse to sign when the demo mode is off."""

import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .hooks import KeyNotUsable, drivers

DRIVER = "demo_file"
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def folder() -> Path:
    """Return the folder of the demo's keys, made readable for the owner alone."""
    home = Path(settings.VAR) / "keys"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def has_key(reference: str) -> bool:
    """Say whether the key file is there."""
    return (folder() / f"{reference}.pem").exists()


def keep(reference: str, key: PrivateKey) -> None:
    """Write a key to its file, readable for the owner alone."""
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(os.open(folder() / f"{reference}.pem", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink:
        sink.write(text)


def load(reference: str) -> PrivateKey:
    """Return a key.

    :raises KeyNotUsable: outside the demo, or without its file
    """
    if not settings.DEMO:
        raise KeyNotUsable(_("Khóa thử nghiệm không được dùng để ký ngoài chế độ trình diễn."))
    path = folder() / f"{reference}.pem"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise KeyNotUsable(_("Không tìm thấy khóa ký “%s”. Hãy báo quản trị cấp lại chứng thư.") % reference) from None


@lru_cache(maxsize=512)
def _read(path: Path, changed_ns: int) -> PrivateKey:
    # Kept, because parsing and checking a key costs more than signing with it
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    return key


def signed(key: PrivateKey, data: bytes, digest: str) -> bytes:
    """Return the signature of a key that is at hand; see ``hooks.KeyDriver``."""
    algorithm: hashes.HashAlgorithm = getattr(hashes, digest.upper())()
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), algorithm)
    return key.sign(data, ec.ECDSA(algorithm))


class DemoKeys:
    """The driver of the demo."""

    label = gettext_lazy("Khóa của bản trình diễn")
    policy = gettext_lazy("không theo chính sách chứng thư nào: chỉ để trình diễn")
    demo_only = True

    def sign(self, *, reference: str, data: bytes, digest: str) -> bytes:
        """Sign with the file's key; see ``hooks.KeyDriver``."""
        return signed(load(reference), data, digest)


drivers.register(DRIVER, DemoKeys())
