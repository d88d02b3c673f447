"""What accounts asks upward: an identity system's connector words who came in as an :class:`Identity`."""

from dataclasses import dataclass
from datetime import date


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
