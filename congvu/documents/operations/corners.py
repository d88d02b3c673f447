"""The agency's signature in the upper right corner of a file: of an annex, of a copy (NĐ 30/2020, Annex I, box 14)."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import translation

from congvu.kit.actors import Actor
from congvu.printing import operations as printing
from congvu.signing import operations as signing

LAYOUT = Path(__file__).parent.parent / "layouts" / "corner.typ"
WIDTH, LINE, MARGIN = 72, 4.6, 5
"""Millimetres: of the words, of one line of them, and from the edges of the page."""


def sign_corner(
    *, pdf: bytes, agency_id: int, rows: list[str], reason: str, subject: str, by: Actor, at: datetime
) -> bytes:
    """Return the PDF with the agency's signature, its words top right of the first page, without a picture of the seal.

    An update: signatures that are there stay good. Call it outside any transaction.

    :raises NotSignable, CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the clerk
    """
    height = max(2, len(rows)) * LINE
    with translation.override(settings.LANGUAGE_CODE):
        data = {"rows": rows, "width": WIDTH, "height": height}
        words = printing.print_paper(source=LAYOUT.read_text(encoding="utf-8"), data=data, at=at)
    return signing.stamp_paper(
        pdf=pdf,
        agency_id=agency_id,
        picture=words,
        width_mm=WIDTH,
        height_mm=height,
        margin_mm=MARGIN,
        reason=reason,
        subject=subject,
        by=by,
        at=at,
    )
