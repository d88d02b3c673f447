"""Conditions and computed values: CEL over unfinished answers, which never raises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from congvu.kit import cel

CONTEXT_NAMES = frozenset({"today", "login", "earlier", "item", "value"})
_LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'')
_MEMBER = re.compile(r"(?<![\w.])([a-z]\w*)\.([a-z]\w*)\b(?!\s*\()")


@dataclass(frozen=True)
class Condition:
    """One CEL expression of a definition."""

    text: str

    @cached_property
    def expression(self) -> cel.Expression:
        """Return the compiled expression, once."""
        return cel.Expression(self.text)

    def value(self, names: Mapping[str, Any]) -> Any:
        """Return what it gives, None when the answers are not far enough to tell."""
        try:
            return self.expression.value(dict(names))
        except Exception:  # half-filled answers: null compared, wrong kind, missing key
            return None

    def holds(self, names: Mapping[str, Any]) -> bool:
        """Return whether it is true; what cannot be told is not true."""
        return self.value(names) is True

    def fails(self, names: Mapping[str, Any]) -> bool:
        """Return whether it is plainly false; what cannot be told does not fail."""
        return self.value(names) is False

    def members(self) -> set[tuple[str, str]]:
        """Return the ``group.field`` pairs it speaks of."""
        return set(_MEMBER.findall(_LITERAL.sub('""', self.text)))
