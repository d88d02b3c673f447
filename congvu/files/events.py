"""What files announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretRemoved:
    """A content turned out to be a state secret and was deleted, whoever used it; ``owners`` are all who did."""

    blob_id: int
    owners: tuple[str, ...]
