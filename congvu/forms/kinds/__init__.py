"""The field types, by name."""

from congvu.forms.kinds.address import Address
from congvu.forms.kinds.choices import Choice, Choices, Country, Declaration, Ethnic, YesNo
from congvu.forms.kinds.composite import Person
from congvu.forms.kinds.contact import Email, Identifier, Phone, TaxCode
from congvu.forms.kinds.dates import Date, Time
from congvu.forms.kinds.kind import Kind, Post, Scope, Wrong
from congvu.forms.kinds.made import Computed, File
from congvu.forms.kinds.numbers import Money, Number
from congvu.forms.kinds.text import LongText, Text

_ALL: tuple[type[Kind], ...] = (
    *(Text, LongText, Number, Money, Date, Time, Choice, Choices, YesNo, Person),
    *(Identifier, TaxCode, Phone, Email, Address, Country, Ethnic, File, Declaration, Computed),
)
KINDS: dict[str, Kind] = {kind.name: kind() for kind in _ALL}

__all__ = ["KINDS", "Kind", "Post", "Scope", "Wrong"]
