"""Annexes in files of their own, and which files the agency has signed."""

from django.db.models import Exists, OuterRef, QuerySet

from congvu.documents.models import Document, DocumentFile
from congvu.signing.models import SignatureRecord


def annexes_of(document: Document) -> list[DocumentFile]:
    """Return the annex files of a document as they stand, in order."""
    return list(_current(document).order_by("ordinal", "id"))


def unsigned_annexes(document: Document) -> list[DocumentFile]:
    """Return the annex files that no agency's signature of this system stands on, as they are now."""
    return list(_current(document).filter(~Exists(agency_signature())).order_by("ordinal", "id"))


def agency_signature() -> QuerySet[SignatureRecord]:
    """Return the signatures of agencies on a ``DocumentFile`` as it is, for a subquery."""
    return SignatureRecord.objects.filter(digest_after=OuterRef("use__blob__sha256"), credential__agency__isnull=False)


def signed_files(document: Document) -> set[int]:
    """Return which files of a document carry an agency's signature of this system."""
    rows = document.files.filter(replaced_at=None).filter(Exists(agency_signature()))
    return set(rows.values_list("pk", flat=True))


def _current(document: Document) -> QuerySet[DocumentFile]:
    found = document.files.filter(role=DocumentFile.Role.ANNEX, replaced_at=None, use__released_at=None)
    return found.select_related("use__blob")
