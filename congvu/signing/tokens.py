"""Keys in a token or an HSM behind PKCS#11: one kept session each, one signature at a time."""

import hashlib
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .hooks import KeyNotUsable, demo_policy, drivers

DRIVER = "pkcs11"


@dataclass
class _Slot:
    """An open token. Tokens speak to one caller at a time."""

    session: Any
    keys: dict[str, Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Tokens:
    """The driver of tokens and HSMs; ``reference`` is ``<token label>/<key label>``.

    The PIN comes from the environment of the signing process (``PKCS11_PIN``) and goes nowhere else. Which keys a
    province may hold in a common HSM its certificate authority decides (NĐ 68/2024).
    """

    label = gettext_lazy("USB Token, HSM cắm ở máy chủ ký (PKCS#11)")
    demo_only = False

    def __init__(self) -> None:
        self._slots: dict[str, _Slot] = {}
        self._opening = threading.Lock()

    @property
    def policy(self) -> str:
        """Under whose certificate policy keys are held here (``PKCS11_POLICY``): the authority's own words."""
        return settings.PKCS11_POLICY or demo_policy()

    def sign(self, *, reference: str, data: bytes, digest: str) -> bytes:
        """Sign with the token's key; see ``hooks.KeyDriver``. A token that was pulled out is tried anew once."""
        import pkcs11.exceptions  # noqa: PLC0415  a library of C that only this driver needs

        token, _slash, label = reference.partition("/")
        for last in (False, True):
            try:
                return self._sign(token, label, data, digest)
            except pkcs11.exceptions.PKCS11Error as fault:
                self._let_go(token)
                if last:
                    raise KeyNotUsable(
                        _("Không dùng được khóa trong thiết bị “%(token)s” (%(why)s). Hãy kiểm tra thiết bị và mã PIN.")
                        % {"token": token, "why": type(fault).__name__}
                    ) from fault
        raise AssertionError

    def _sign(self, token: str, label: str, data: bytes, digest: str) -> bytes:
        import pkcs11  # noqa: PLC0415
        from pkcs11.util.ec import encode_ecdsa_signature  # noqa: PLC0415

        slot = self._open(token)
        with slot.lock:
            if label not in slot.keys:
                slot.keys[label] = slot.session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
            key = slot.keys[label]
            if key.key_type == pkcs11.KeyType.EC:
                raw = key.sign(hashlib.new(digest, data).digest(), mechanism=pkcs11.Mechanism.ECDSA)
                return bytes(encode_ecdsa_signature(raw))
            mechanism = getattr(pkcs11.Mechanism, f"{digest.upper()}_RSA_PKCS")
            return bytes(key.sign(data, mechanism=mechanism))

    def _let_go(self, token: str) -> None:
        """Close a session that failed: while it lives, the token takes no second log-in."""
        with self._opening:
            slot = self._slots.pop(token, None)
            if slot is not None:
                with suppress(Exception):  # the token may be gone, and its session with it
                    slot.session.close()

    def _open(self, token: str) -> _Slot:
        import pkcs11  # noqa: PLC0415
        import pkcs11.exceptions  # noqa: PLC0415

        with self._opening:
            if token not in self._slots:
                if not settings.PKCS11_MODULE:
                    raise KeyNotUsable(
                        _("Máy chủ chưa được cài thiết bị ký (PKCS11_MODULE). Hãy báo người quản trị hệ thống.")
                    )
                library = pkcs11.lib(settings.PKCS11_MODULE)
                held = library.get_token(token_label=token)
                try:
                    session = held.open(user_pin=settings.PKCS11_PIN)
                except pkcs11.exceptions.UserAlreadyLoggedIn:  # a log-in holds for all sessions of a process
                    session = held.open()
                self._slots[token] = _Slot(session)
            return self._slots[token]


drivers.register(DRIVER, Tokens())
