"""The keys that Zalo hands out for a while, encrypted: a refresh token serves once and brings the next one."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


class Pass(models.Model):
    """The one pair of keys of the Official Account (khóa truy cập)."""

    access = models.TextField(blank=True)
    refresh = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    """Why the last renewal failed."""

    def __str__(self) -> str:
        return f"Zalo {self.expires_at}"


def locked_up(secret: str) -> str:
    """Return a secret as it may lie in the database."""
    return _lock().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    """Return the secret again, empty when the platform's key is another one now."""
    try:
        return _lock().decrypt(kept.encode()).decode() if kept else ""
    except InvalidToken:
        return ""


def _lock() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"congvu.zalo:" + settings.SECRET_KEY.encode()).digest()))
