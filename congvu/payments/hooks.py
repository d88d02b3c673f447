"""What payments ask upward: gateways. A connector registers one under its slug, when it is configured."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from congvu.kit.errors import Refusal
from congvu.kit.registry import Registry


class Forged(Exception):
    """The message does not bear the gateway's signature."""


class Unreadable(Exception):
    """The message is not one of this gateway's."""


class GatewayDown(Refusal):
    """The gateway does not answer, or refuses; the text is for the payer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be paid: ``amount`` in whole đồng, ``words`` for the payer's bank, ASCII."""

    reference: str
    amount: int
    words: str
    code: str
    payer_name: str
    return_address: str
    address: str = ""
    """Network address of the payer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The gateway waits for the payer at ``address``."""

    address: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message of a gateway whose signature holds.

    ``number`` is unique for each message of the gateway (a repeated one has the same), ``transaction`` is the money's.
    """

    number: str
    reference: str
    transaction: str
    amount: int
    succeeded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One settled transaction of a gateway's statement of a day."""

    reference: str
    transaction: str
    amount: int


class Gateway(Protocol):
    """A payment gateway (cổng thanh toán)."""

    @property
    def name(self) -> str:
        """Its name for payers."""

    def open(self, order: Order, *, at: dt.datetime) -> Opened:
        """Begin a payment. Calls the network.

        :raises GatewayDown: with words for the payer
        """

    def read(self, body: bytes, headers: Mapping[str, str]) -> Told:
        """Read a message after checking its signature. Pure.

        :raises Forged: the signature does not hold
        :raises Unreadable: it is no message of this gateway
        """

    def statement(self, day: dt.date) -> list[StatementLine]:
        """Return what was settled on a day. Calls the network.

        :raises GatewayDown: when there is none
        """

    def try_out(self, payload: str, back: str) -> str:
        """Return the address at which the demo's invented bank scans a VietQR; empty with a real gateway."""


gateways: Registry[Gateway] = Registry("payment gateways")
