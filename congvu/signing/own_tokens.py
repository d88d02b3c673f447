"""Keys in the USB token of an official's own PC. The program there (``agent/``) signs, through the signer's browser."""

import base64
import binascii
import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .hooks import KeyNotUsable, drivers

DRIVER = "agent"


class OwnTokens:
    """The driver of tokens that this server cannot reach: it only says where such a signature is given.

    ``operations.prepare_for_token`` and ``activate_by_token`` are the two halves of signing with them.
    """

    label = gettext_lazy("USB Token cắm ở máy của người ký")
    policy = gettext_lazy("chính sách của nơi cấp chứng thư: khóa trong thiết bị chỉ chủ chứng thư giữ (NĐ 68/2024)")
    demo_only = False

    def sign(self, *, reference: str, data: bytes, digest: str) -> bytes:
        """Refuse: the token is not here."""
        raise KeyNotUsable(
            _(
                "Chứng thư này nằm trong USB Token của người ký. Hãy trình ký văn bản, mở Lượt trình ký trên máy cắm "
                "USB Token rồi bấm Ký bằng USB Token."
            )
        )


def digest_is_signed(digest: bytes, signature: bytes, *, certificate: str) -> bool:
    """Say whether ``signature`` over a SHA-256 digest is by the key of ``certificate`` (PEM, its own first)."""
    key = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    hashed = Prehashed(hashes.SHA256())
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, digest, padding.PKCS1v15(), hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, digest, ec.ECDSA(hashed))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def is_signed(data: bytes, signature: bytes, *, certificate: str) -> bool:
    """Say whether ``signature`` over ``data`` is by the key of ``certificate``."""
    return digest_is_signed(hashlib.sha256(data).digest(), signature, certificate=certificate)


def from_page(text: object) -> bytes:
    """Return what a page sent in base64; nothing when it is not that."""
    try:
        return base64.b64decode(str(text or ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


drivers.register(DRIVER, OwnTokens())
