"""What documents does when something was announced."""

from django.utils import timezone

from congvu.documents.events import DeliverySent, DocumentMoved
from congvu.documents.lifecycle import State
from congvu.documents.operations import delivering, solving
from congvu.kit.actors import SYSTEM
from congvu.kit.outbox import listen


@listen(DeliverySent, name="documents.arrive")
def arrive(fact: DeliverySent) -> None:
    """Put an issued document on the receiver's desk."""
    delivering.arrive(delivery_id=fact.delivery_id, at=timezone.now())


@listen(DocumentMoved, name="documents.answered")
def answered(fact: DocumentMoved) -> None:
    """Complete what an issued document answers."""
    if fact.after == State.ISSUED:
        solving.answer_issued(fact.document_id, by=SYSTEM, at=timezone.now())
