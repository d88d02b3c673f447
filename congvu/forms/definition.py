"""The parts of a form: pages, groups, fields. Values without behaviour; ``kinds`` know what each type does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from congvu.forms.conditions import Condition
from congvu.forms.lists import Option
from congvu.forms.words import NONE, Words

if TYPE_CHECKING:
    from congvu.forms.kinds.kind import Kind


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of one field: what must hold, what is said when it does not."""

    that: Condition
    say: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question."""

    code: str
    kind: "Kind"
    label: Words
    help: Words = NONE
    example: Words = NONE
    required: bool = True
    required_if: Condition | None = None
    show_if: Condition | None = None
    show_words: Words = NONE
    prefill: tuple[str, ...] = ()
    default: Any = None
    missing: Words = NONE
    mend: Words = NONE
    """How to mend a wrong answer: "như trên giấy chứng sinh"."""
    checks: tuple[Check, ...] = ()
    named: Words = NONE
    of: Words = NONE
    """Whose: "của trẻ"; ends the messages."""
    autocomplete: str = ""
    width: int | None = None
    options: tuple[Option, ...] = ()
    parts: tuple["Field", ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return how sentences call it: "ngày sinh của trẻ"."""
        name = str(self.named) or self.label.inside
        return f"{name} {self.of}" if self.of and not self.named else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """How often a group may be given."""

    min: int = 0
    max: int = 20
    add: Words = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that belong together; their answers stand under its code."""

    code: str
    title: Words = NONE
    help: Words = NONE
    of: Words = NONE
    show_if: Condition | None = None
    repeat: Repeat | None = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is asked at one time."""

    code: str
    title: Words
    help: Words = NONE
    show_if: Condition | None = None
    groups: tuple[Group, ...] = ()
