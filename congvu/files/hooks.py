"""What files asks of others: whether a content is harmless."""

from typing import IO, Protocol

from django.conf import settings

from congvu.files.clamav import ClamAV


class Scanner(Protocol):
    """Looks for malware."""

    name: str

    def finding(self, stream: IO[bytes]) -> str:
        """Return what was found in the content, an empty string when it is clean.

        :raises ScannerSilent: when there is no answer
        """
        ...


def scanner() -> Scanner | None:
    """Return the configured scanner: ClamAV when ``CLAMAV_SOCKET`` names its socket (a path, or host:port)."""
    return ClamAV(settings.CLAMAV_SOCKET) if settings.CLAMAV_SOCKET else None
