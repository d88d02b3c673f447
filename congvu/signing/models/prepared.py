"""Papers made ready for a key that this server cannot reach: everything but the signature is there."""

from django.db import models

from congvu.signing.models.requests import SignatureItem


class PreparedPaper(models.Model):
    """A frozen paper with an empty place for the signature of a USB token (văn bản chờ chữ ký của token)."""

    item = models.OneToOneField(SignatureItem, on_delete=models.CASCADE, related_name="prepared")
    file_use = models.UUIDField()
    """The PDF with its empty place (a use of ``files``); owner is the request."""
    attributes = models.BinaryField()
    """What the token signs: the signed attributes of the CMS container, DER (RFC 5652, 5.4)."""
    document_digest = models.BinaryField()
    """SHA-256 of the PDF but for the empty place."""
    region_start = models.PositiveIntegerField()
    region_end = models.PositiveIntegerField()
    """The empty place, in bytes of the PDF."""
    prepared_at = models.DateTimeField()
    """The time of signing that stands in the PDF."""
    signature = models.BinaryField(default=bytes, blank=True)
    """What the token gave, checked; empty until then, and when it gave none."""

    def __str__(self) -> str:
        return str(self.item)
