"""What documents does when something was announced."""

from django.utils import timezone

from congvu.documents.events import DeliverySent
from congvu.documents.operations import delivering
from congvu.kit.outbox import listen


@listen(DeliverySent, name="documents.arrive")
def arrive(fact: DeliverySent) -> None:
    """Put an issued document on the receiver's desk."""
    delivering.arrive(delivery_id=fact.delivery_id, at=timezone.now())
