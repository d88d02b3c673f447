"""Secrets that must be read again are kept encrypted, with a key made from SECRET_KEY and its fallbacks."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """What was kept cannot be read: SECRET_KEY is another one now."""


def box(purpose: str) -> MultiFernet:
    """Return the lock of one purpose (``mfa``, ``webhook``); what one purpose sealed no other opens."""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(f"congvu.{purpose}:{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal(text: str, *, purpose: str) -> str:
    """Return a secret as it may be kept."""
    return box(purpose).encrypt(text.encode()).decode()


def unseal(kept: str, *, purpose: str) -> str:
    """Return the secret as it was.

    :raises SealBroken: when no key of today opens it
    """
    try:
        return box(purpose).decrypt(kept.encode()).decode()
    except InvalidToken as problem:
        raise SealBroken(purpose) from problem
