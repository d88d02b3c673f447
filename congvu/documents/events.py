"""What documents announces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentMoved:
    """A document went from one state of ``lifecycle.State`` to the next; ``before`` is empty at its birth."""

    document_id: int
    agency_id: int
    before: str
    after: str
    at: str
    """ISO 8601."""


@dataclass(frozen=True, slots=True)
class DeliverySent:
    """An issued document is on its way to one receiver inside the system."""

    delivery_id: int


@dataclass(frozen=True, slots=True)
class DeliveryAnswered:
    """The receiver's system said something of a delivery: code of ``Delivery.Status``."""

    delivery_id: int
    status: str
    at: str
