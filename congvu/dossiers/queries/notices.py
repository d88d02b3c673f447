"""Public notices that hang now; anybody may read them, and nothing of the dossier beside them."""

import uuid

from congvu.dossiers.models import PublicNotice
from congvu.kit.paging import Page, keyset


def hanging(*, after: str | None = None, size: int = 20) -> Page[PublicNotice]:
    """Return the notices that hang now, the newest first."""
    rows = PublicNotice.objects.filter(ended_at=None).select_related("agency")
    return keyset(rows, order=("-posted_at", "-id"), after=after, size=size)


def hanging_notice(*, public_id: uuid.UUID) -> PublicNotice | None:
    """Return a notice while it hangs, None before and after."""
    return PublicNotice.objects.filter(public_id=public_id, ended_at=None).select_related("agency").first()
