"""Questions about drafts: what changed between two versions."""

from congvu.documents import blocks
from congvu.documents.models import DraftVersion


def differences(before: DraftVersion, after: DraftVersion) -> list[dict[str, str]]:
    """Return the lines that changed from one version to another: [{"part", "sign": "-" | "+" | " ", "text"}]."""
    return blocks.differences(before.parts, after.parts)
