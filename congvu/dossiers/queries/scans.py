"""Questions about what was scanned at the desk."""

import uuid

from congvu.dossiers.models import DigitisedCopy, Dossier, Paper
from congvu.files import queries as files


def scan_owner(dossier: Dossier) -> str:
    """Return under whose name scans wait that are not yet part of the dossier."""
    return f"scan:{dossier.pk}"


def scans_of(dossier: Dossier) -> set[uuid.UUID]:
    """Return the scans of a dossier as they came: those that wait to be cut, and those that copies were made of."""
    waiting = {use.pk for use in files.uses(scan_owner(dossier))}
    return waiting | set(DigitisedCopy.objects.filter(paper__dossier=dossier).values_list("original", flat=True))


def papers_to_digitise(dossier: Dossier) -> list[Paper]:
    """Return the papers a scan may be of, those without a file first."""
    rows = dossier.papers.exclude(check_state__in=[Paper.Check.REPLACED, Paper.Check.SECRET]).order_by("id")
    return sorted(rows, key=lambda paper: paper.file_use is not None)
