"""The document that an address or a form names for something that begins elsewhere: an answer, a task, a file."""

from uuid import UUID

from django.http import QueryDict

from congvu.documents import operations
from congvu.documents.models import Document
from congvu.sites.desk.doors import DeskRequest


def named_document(request: DeskRequest, data: QueryDict, name: str) -> Document | None:
    """Return the document whose public id stands in field ``name``, if it may be seen."""
    try:
        public_id = UUID(data.get(name, ""))
        return operations.open_document(public_id=public_id, by=request.desk.actor, at=request.desk.now)
    except (ValueError, operations.DocumentUnknown):
        return None
