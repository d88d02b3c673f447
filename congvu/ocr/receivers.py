"""What ocr does when something was announced."""

from django.utils import timezone

from congvu.files.events import SecretRemoved
from congvu.kit.outbox import listen
from congvu.ocr import operations


@listen(SecretRemoved, name="ocr.drop")
def drop(fact: SecretRemoved) -> None:
    """Drop what was read of a content that somebody saw to be secret."""
    operations.drop(blob_id=fact.blob_id, is_secret=True, at=timezone.now())
