"""What a document has to do with others of the same agency: what it follows, what follows it."""

from django.db.models import Q

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Document, DocumentLink

FOLLOWING = (DocumentLink.Kind.REPLACES, DocumentLink.Kind.CORRECTS)
GONE = (State.RETURNED, State.RECALLED, State.CANCELLED, State.BLOCKED)


def followed_by(document: Document) -> list[DocumentLink]:
    """Return what replaces or corrects a document: issued by the agency, or arrived there; the newest last."""
    stands = Q(source__direction=Direction.INCOMING) | Q(source__state=State.ISSUED)
    found = document.linked_from.filter(stands, kind__in=FOLLOWING).exclude(source__state__in=GONE)
    return list(found.select_related("source__kind").order_by("id"))


def follows(document: Document) -> list[DocumentLink]:
    """Return what a document replaces or corrects."""
    return list(document.links.filter(kind__in=FOLLOWING).select_related("target__kind").order_by("id"))
