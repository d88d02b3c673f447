"""CEL: the one expression language for conditions, fees, routing and gateways.

Only the subset that means the same on the server and in the browser passes :func:`check`. Numbers are whole; dates are
ISO strings ("2026-02-13"), which compare rightly as text.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import cel
from django.utils.translation import gettext as _

from congvu.kit.days import day_in_words

Value = Any


class BadExpression(ValueError):
    """The text is no expression of the language; the message says where it breaks."""


class ExpressionFailed(ValueError):
    """The expression could not be worked out on this data (a missing key, text where a number belongs)."""


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _age_on(born: str, on: str) -> int:
    birth, day = _day(born), _day(on)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "length": len,
    "age_on": _age_on,
    "days_between": lambda start, end: (_day(end) - _day(start)).days,
    "day_in_words": day_in_words,
}
"""Own functions, under the same names in the browser: ``length(text)`` in characters (``size`` counts bytes there),
``age_on(born, day)`` in full years, ``days_between(start, end)`` in calendar days, ``day_in_words(day)``."""

_STANDARD = "size startsWith endsWith contains matches int double string timestamp duration"
_CALLS = frozenset({*FUNCTIONS, *_STANDARD.split()})
_STRING = re.compile(r"""([rRbB]{0,2})('''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""", re.DOTALL)
_LOOP = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
_ANY_LOOP = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(")
_SIGNS = re.compile(r"[!\-]+")
_UNSIGNED = re.compile(r"\b(?:0[xX][0-9a-fA-F]+|\d+)[uU]\b")
_LIMIT = 2000
_DEEPEST = 40
"""Brackets within brackets: no rule of an office has ten, and each reader of a text has an end."""
_LOOPS = 2
"""Loops within loops: each one more multiplies the time by the length of a list."""
_LONGEST = {1: 5_000, 2: 200}
"""Entries of a list that is gone through, by loops within one another: about a second of work at most."""


@lru_cache(maxsize=2000)
def _program(text: str) -> cel.Program:
    if len(text) > _LIMIT:
        raise BadExpression(_("Biểu thức dài quá %(limit)s ký tự") % {"limit": _LIMIT})
    depth, loops = _depths(_STRING.sub('""', text))
    if depth > _DEEPEST or loops > _LOOPS:
        words = _("Biểu thức lồng quá sâu: nhiều nhất %(depth)s lớp ngoặc và %(loops)s vòng lặp lồng nhau")
        raise BadExpression(words % {"depth": _DEEPEST, "loops": _LOOPS})
    try:
        return cel.compile(text)
    except ValueError as problem:
        raise BadExpression(f"{text}: {problem}") from problem


class Expression:
    """A compiled expression; cheap to make again from the same text, safe to share between threads."""

    __slots__ = ("_most", "names", "text")

    def __init__(self, text: str) -> None:
        """Compile ``text``.

        :raises BadExpression: when it is no CEL
        """
        self.text = text
        self.names = frozenset(_program(text).variables()) - _loop_names(text)
        bare = _STRING.sub('""', text)
        loops = _depths(bare)[1]
        self._most = _LONGEST[loops] // (1 + bare.count("+")) if loops else 0

    def value(self, data: Mapping[str, Any]) -> Value:
        """Work the expression out; a name that ``data`` lacks is null, dates become ISO strings.

        :raises ExpressionFailed: when an operation does not fit its data
        """
        plain = {name: _plain(data.get(name)) for name in self.names}
        if self._most and _longest(plain) > self._most:
            words = _("danh sách dài quá %(most)s mục để tính trong vòng lặp") % {"most": self._most}
            raise ExpressionFailed(f"{self.text}: {words}")
        context = cel.Context(plain, dict(FUNCTIONS))
        try:
            return _program(self.text).execute(context)
        except (RuntimeError, KeyError, TypeError, ValueError, ArithmeticError, IndexError) as problem:
            raise ExpressionFailed(f"{self.text}: {problem}") from problem

    def holds(self, data: Mapping[str, Any]) -> bool:
        """Tell whether the condition is true; what cannot be worked out does not hold."""
        try:
            return self.value(data) is True
        except ExpressionFailed:
            return False

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def check(text: str, names: Collection[str]) -> list[str]:
    """Return what keeps ``text`` out of the safe subset, knowing the variables ``names``; empty when all is well."""
    try:
        program = _program(text)
    except BadExpression as problem:
        return [str(problem)]
    bare = _STRING.sub('""', text)
    problems = [
        _("Không có biến “%(name)s” trong: %(text)s") % {"name": name, "text": text}
        for name in sorted(set(program.variables()) - _loop_names(text) - set(names))
    ]
    problems += [
        _("Hàm “%(name)s” không được dùng trong: %(text)s") % {"name": name, "text": text}
        for name in program.functions()
        if name.isidentifier() and name not in _CALLS and not name.startswith("_")
    ]
    if _UNSIGNED.search(bare) or any("b" in prefix.lower() for prefix, _text in _STRING.findall(text)):
        problems.append(_("Số không dấu (1u) và chuỗi byte không được dùng trong: %(text)s") % {"text": text})
    return problems


def _longest(value: Any) -> int:
    """Return the length of the longest list or map anywhere in it."""
    if isinstance(value, dict):
        return max(len(value), *map(_longest, value.values()), 0)
    if isinstance(value, list):
        return max(len(value), *map(_longest, value), 0)
    return 0


def _depths(bare: str) -> tuple[int, int]:
    """Return how deep brackets lie in one another, and how deep loops do; signs before a value count as brackets."""
    starts = {match.end() for match in _ANY_LOOP.finditer(bare)}
    opened: list[bool] = []
    deepest = loops = 0
    for place, sign in enumerate(bare, start=1):
        if sign in "([{":
            opened.append(place in starts)
            deepest, loops = max(deepest, len(opened)), max(loops, sum(opened))
        elif sign in ")]}" and opened:
            opened.pop()
    signs = max((len(run) for run in _SIGNS.findall("".join(bare.split()))), default=0)
    return max(deepest, signs, bare.count("?")), loops


def _loop_names(text: str) -> set[str]:
    return set(_LOOP.findall(_STRING.sub('""', text)))


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON would carry it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return str(value)
