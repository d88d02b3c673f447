"""Facts that delivery announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ParcelDelivered:
    """The post has given a parcel to its receiver."""

    parcel_id: int
    subject: str
    receiver: str
    at: str


@dataclass(frozen=True)
class ParcelReturned:
    """The post brings a parcel back: nobody took it."""

    parcel_id: int
    subject: str
    at: str
