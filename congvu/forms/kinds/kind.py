"""What a field type knows: to read a submitted page, to judge an answer, to describe itself, to tell it in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol

from django.utils.translation import gettext as _

from congvu.forms.definition import Field
from congvu.kit import text as vietnamese

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd\ufffe\uffff]")


class Post(Protocol):
    """A submitted page: Django's QueryDict, or anything that answers like it."""

    def get(self, key: str, /) -> Any:
        """Return the last value."""

    def getlist(self, key: str, /) -> list[Any]:
        """Return all values."""
        ...

    def __contains__(self, key: object, /) -> bool: ...


class Wrong(Exception):
    """An answer that cannot be taken; ``part`` names the box to go to ("month")."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.message, self.part = message, part


@dataclass(frozen=True)
class Scope:
    """What a kind may look at besides its own answer."""

    today: date
    row: Mapping[str, Any] = field(default_factory=dict)
    """Canonical answers beside it, None when empty or wrong."""
    names: Mapping[str, Any] = field(default_factory=dict)

    def at(self, pointer: str) -> Any:
        """Return the answer at a sibling's code or a dotted pointer, None when there is none."""
        if pointer in self.row:
            return self.row[pointer]
        found: Any = self.names
        for step in pointer.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        return found


class Kind:
    """A field type. One instance serves every field."""

    name: ClassVar[str]
    template: ClassVar[str] = "input"
    keys: ClassVar[frozenset[str]] = frozenset()
    """Keys of a definition that only this type takes."""
    fieldset: ClassVar[bool] = False
    """Several boxes under one legend, instead of one box under a label."""

    def problems(self, field: Field) -> list[str]:
        """Return what is wrong with the field's definition."""
        return []

    def read(self, field: Field, post: Post, name: str) -> Any:
        """Return what was typed on a page."""
        return post.get(name)

    def is_empty(self, typed: Any) -> bool:
        """Return whether nothing was answered."""
        return typed is None or typed == [] or typed == {} or (isinstance(typed, str) and not typed.strip())

    def parse(self, field: Field, typed: Any, scope: Scope) -> Any:
        """Return the answer in its one form. :raises Wrong: with words for the user."""
        raise NotImplementedError

    def disagreement(self, field: Field, value: Any, scope: Scope) -> str:
        """Return why a right answer does not fit the answers beside it, empty when it does."""
        return ""

    def missing(self, field: Field) -> str:
        """Return what is said when nothing was answered."""
        return _("Ghi %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """Return the JSON Schema of the answer."""
        raise NotImplementedError

    def words(self, field: Field, value: Any) -> str:
        """Return the answer as a person reads it."""
        return str(value)

    def drawn(self, field: Field) -> tuple[str, bool]:
        """Return the template, and whether it is several boxes under one legend."""
        return self.template, self.fieldset

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Return what its template needs beside the common things."""
        return {"typed": "" if typed is None else str(typed)}


def line(field: Field, typed: Any) -> str:
    """Return typed text cleaned. :raises Wrong: when it is no text or cannot be read."""
    if isinstance(typed, bool) or not isinstance(typed, str | int):
        raise Wrong(_("Câu trả lời cho %(name)s phải là chữ. Ghi lại %(name)s") % {"name": field.name})
    typed = typed if isinstance(typed, str) else vietnamese_number(typed)
    if UNREADABLE.search(typed):
        raise Wrong(
            _("Có ký tự không đọc được trong %(name)s. Xóa và gõ lại bằng bàn phím tiếng Việt") % {"name": field.name}
        )
    return vietnamese.clean(typed)


def vietnamese_number(number: int) -> str:
    """Return plain digits; numbers too long to be anybody's answer become empty."""
    return str(number) if abs(number) < 10**30 else ""


def mended(field: Field) -> str:
    """Return the sentence that says how to mend: "Ghi lại ngày sinh của trẻ như trên giấy chứng sinh"."""
    how = _("Ghi lại %(name)s") % {"name": field.name}
    return f"{how} {field.mend}" if field.mend else how
