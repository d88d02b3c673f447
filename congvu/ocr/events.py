"""What ocr announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScanRead:
    """A scanned content was read to its end: its words and a searchable copy are there."""

    reading_id: int
    blob_id: int
