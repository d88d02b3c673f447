"""Delivery: the only code that writes."""

from congvu.delivery.operations.handing import AuthorityMissing, hand_over
from congvu.delivery.operations.posting import (
    CallbackRefused,
    ParcelRefused,
    cancel_parcel,
    note_arrival,
    order_parcel,
    prepare_parcel,
    take_callback,
)

__all__ = [
    "AuthorityMissing",
    "CallbackRefused",
    "ParcelRefused",
    "cancel_parcel",
    "hand_over",
    "note_arrival",
    "order_parcel",
    "prepare_parcel",
    "take_callback",
]
