"""Keys in PKCS#12 files (.p12, .pfx), as certificate authorities hand them out for trials. In the demo only."""

import re
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .demo_keys import PrivateKey, folder, signed
from .hooks import KeyNotUsable, drivers

DRIVER = "pkcs12"
NAME = re.compile(r"[\w-]+(\.[\w-]+)*\.(p12|pfx)", re.ASCII)


class Pkcs12Files:
    """The driver of files under ``VAR/keys``; ``reference`` is the file's name, the password ``PKCS12_PASSWORD``.

    A file is copied without a trace: it is no device that its owner alone holds (NĐ 68/2024), so it signs nothing
    outside the demo.
    """

    label = gettext_lazy("Tệp PKCS#12 (chỉ để chạy thử)")
    policy = gettext_lazy("không theo chính sách chứng thư nào: chỉ để chạy thử")
    demo_only = True

    def sign(self, *, reference: str, data: bytes, digest: str) -> bytes:
        """Sign with the file's key; see ``hooks.KeyDriver``."""
        if not settings.DEMO:
            raise KeyNotUsable(_("Tệp khóa PKCS#12 không được dùng để ký ngoài chế độ trình diễn. Hãy dùng USB Token."))
        path = folder() / reference
        if not NAME.fullmatch(reference) or not path.is_file():
            raise KeyNotUsable(_("Không tìm thấy tệp khóa “%s” (.p12, .pfx).") % reference)
        return signed(_read(path, path.stat().st_mtime_ns, settings.PKCS12_PASSWORD), data, digest)


@lru_cache(maxsize=64)
def _read(path: Path, changed_ns: int, password: str) -> PrivateKey:
    # Kept, because opening a file is made slow on purpose
    try:
        key, _own, _others = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode() or None)
    except ValueError as fault:
        raise KeyNotUsable(_("Không mở được tệp khóa “%s”: sai mật khẩu, hoặc tệp hỏng.") % path.name) from fault
    if not isinstance(key, PrivateKey):
        raise KeyNotUsable(_("Tệp khóa “%s” không có khóa RSA hoặc ECDSA.") % path.name)
    return key


drivers.register(DRIVER, Pkcs12Files())
