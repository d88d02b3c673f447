"""Patterns that people type (regular expressions): read and tried by an engine whose time grows only with the text.

Python's own engine goes back and tries again; ``(a+)+$`` on forty letters keeps it busy for years. This one (Rust's
``regex``, by way of jsonschema-rs) cannot: what it could only do by going back (back references, looking ahead) it
refuses when the pattern is read.
"""

from functools import lru_cache

import jsonschema_rs

LONGEST = 300
"""Characters of a pattern."""
BOUNDED = jsonschema_rs.RegexOptions(size_limit=2_000_000, dfa_size_limit=2_000_000)


class BadPattern(ValueError):
    """It cannot be read, is too large, or asks for what needs going back."""


@lru_cache(500)
def _engine(pattern: str) -> jsonschema_rs.Draft202012Validator:
    if not isinstance(pattern, str) or not 0 < len(pattern) <= LONGEST:
        raise BadPattern(f"1-{LONGEST}")
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=BOUNDED)
    except (jsonschema_rs.ValidationError, ValueError) as wrong:
        raise BadPattern(pattern) from wrong


def check(pattern: object) -> None:
    """Let through a pattern that can be tried in bounded time.

    :raises BadPattern: any other
    """
    if not isinstance(pattern, str):
        raise BadPattern(str(pattern))
    _engine(pattern)


def occurs(pattern: str, text: str) -> bool:
    """Tell whether the pattern occurs in the text.

    :raises BadPattern: it cannot be tried in bounded time
    """
    return _engine(pattern).is_valid(text)
