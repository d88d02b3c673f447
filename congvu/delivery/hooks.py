"""What delivery asks upward: carriers. A connector registers one under its slug, when it is configured."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from congvu.kit.errors import Refusal
from congvu.kit.registry import Registry


class Forged(Exception):
    """The message does not bear the carrier's signature."""


class Unreadable(Exception):
    """The message is not one of this carrier's."""


class CarrierDown(Refusal):
    """The carrier does not answer, or refuses; the text is for the official."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What is to be carried. ``reference`` makes a repeated order harmless; ``cash`` is to be collected, in đồng."""

    reference: str
    sender: str
    sender_address: str
    receiver: str
    phone: str
    address: str
    words: str
    cash: int = 0
    to_office: bool = False
    """From the citizen to the agency, not the other way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message of a carrier whose signature holds. ``number`` is unique for each message."""

    number: str
    tracking: str
    state: str
    """A value of :class:`congvu.delivery.lifecycle.State`."""
    words: str
    place: str
    happened_at: dt.datetime
    receiver: str = ""
    cash: int = 0


class Carrier(Protocol):
    """A carrier (doanh nghiệp bưu chính)."""

    @property
    def name(self) -> str:
        """Its name for people."""

    def order(self, consignment: Consignment, *, at: dt.datetime) -> str:
        """Order the carriage; return the tracking number.

        :raises CarrierDown: it does not answer, or refuses
        """

    def cancel(self, tracking: str, *, at: dt.datetime) -> None:
        """Call an order off that was not fetched yet.

        :raises CarrierDown: it does not answer, or has fetched it
        """

    def read(self, body: bytes, headers: Mapping[str, str]) -> Told:
        """Read a message.

        :raises Forged, Unreadable: it is none of the carrier's
        """

    def tracking_address(self, tracking: str) -> str:
        """Return the page on which anybody follows the parcel, empty when there is none."""


carriers: Registry[Carrier] = Registry("carrier")
