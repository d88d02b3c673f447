"""What accounts asks upward: an identity system's connector words who came in as an :class:`Identity`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from congvu.kit.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A natural person as an identity system names them."""

    number: str
    """Personal identification number (số định danh cá nhân), 12 digits."""
    name: str
    birth_date: date | None = None
    sex: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation as an identity system names it."""

    tax_code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who came in, how sure the system is, and for whom."""

    system: str
    subject: str
    """The system's own lasting key of this log-in."""
    assurance: int
    """1 or 2 (mức độ định danh 01, 02)."""
    person: Person
    organisation: Organisation | None = None
    guardian: Person | None = None
    is_digital: bool = False
    """Whether the system calls the person a digital citizen (công dân số, NQ 66.22/2026)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialIdentity:
    """Which official the province's own identity system says came in. Nobody is entered by it who is not known."""

    system: str
    subject: str
    """The system's own lasting key of this log-in."""
    staff_code: str = ""
    email: str = ""
    """Only an address that the system has verified."""
    second_factor: bool = False
    """Whether the system states that it asked for two factors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """A way into the officials' side beside the password."""

    label: Callable[[], str]
    address: str
    """Name of the address that begins it."""
    is_open: Callable[[], bool]


ways_in: Registry[WayIn] = Registry("ways in for officials")
"""Connectors put theirs in; the page of the log-in shows those that are open."""
