"""Boxes of a form over a part of a sheet: how each kind reads what was typed, shows what is kept and says it in words.

What cannot be read as a number, a day … is kept as it was typed: the check of the sheet names it, nothing is lost.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from congvu.catalogue.queries import words
from congvu.kit.text import clean, fold
from congvu.sites.control.drafting import formulas, ways

Text = str | Promise
Choices = tuple[tuple[str, Text], ...]
Offer = Choices | Callable[[Mapping[str, Any]], Choices]
"""What may be chosen: always the same, or by what the sheet holds (its questions, papers, steps …)."""
MANY = 10
"""Choices beyond which a list to tick is folded."""
CHANNEL_WORDS = {
    "online": {"vi": "Nộp trực tuyến trên cổng dịch vụ công bằng tài khoản VNeID", "en": "Online with a VNeID account"},
    "counter": {"vi": "Nộp tại nơi tiếp nhận hồ sơ", "en": "At the counter"},
    "post": {"vi": "Gửi qua dịch vụ bưu chính công ích", "en": "By public post"},
    "kiosk": {"vi": "Nộp tại máy tự phục vụ", "en": "At a kiosk"},
    "mobile": {"vi": "Nộp bằng ứng dụng điện thoại", "en": "By mobile application"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One box. ``key`` is the way from the row inwards (``law.act``); empty for a row that is a text itself."""

    key: str
    label: Text
    kind: str = "text"
    """text long both both_long lines both_lines int numbers hours yes no choice number_choice choices channels day
    formula options amount act ways value. ``no`` is a box whose tick means that the key is false: "không bắt buộc"."""
    help: Text = ""
    choices: Offer = ()
    is_wide: bool = False

    def offered(self, sheet: Mapping[str, Any], value: Any = None) -> Choices:
        """Return what may be chosen, and what stands there now even when it is offered no longer."""
        rows = self.choices(sheet) if callable(self.choices) else self.choices
        known = {code for code, _label in rows}
        return (*rows, *((code, code) for code in _codes_in(value) if code not in known))

    @property
    def id(self) -> str:
        """Id of its first element."""
        return "e-" + (self.key or "text").replace(".", "-")


def _codes_in(value: Any) -> list[str]:
    """Return the codes that a kept value names: one, or each of a list."""
    rows = value if isinstance(value, list) else [] if value in (None, "") else [value]
    return [str(row.get("code", "") if isinstance(row, dict) else row) for row in rows]


def value_in(row: Any, key: str) -> Any:
    """Return what a row has under a key such as ``law.act``, the row itself for an empty one."""
    for part in filter(None, key.split(".")):
        row = row.get(part) if isinstance(row, Mapping) else None
    return row


def with_value(row: Any, key: str, value: Any) -> Any:
    """Return a row with a value under a key; None takes it away, and with it what is left empty around it."""
    if not key:
        return value
    first, _dot, rest = key.partition(".")
    kept = dict(row) if isinstance(row, Mapping) else {}
    inner = with_value(kept.get(first), rest, value) if rest else value
    if inner is None or inner == {}:
        kept.pop(first, None)
    else:
        kept[first] = inner
    return kept


def read(inputs: tuple[Input, ...], data: QueryDict, row: Any, *, sheet: Mapping[str, Any], prefix: str = "") -> Any:
    """Return the row as it was typed; what has no box stays as it is."""
    for one in inputs:
        row = with_value(row, one.key, _READ[one.kind](Posted(one, data, prefix, value_in(row, one.key), sheet)))
    return row


@dataclass(frozen=True)
class Posted:
    """What came for one box."""

    input: Input
    data: QueryDict
    prefix: str
    before: Any
    sheet: Mapping[str, Any]

    def text(self, part: str = "") -> str:
        """Return the words of the box, or of one of its parts, with their line breaks."""
        return self.data.get(name_of(self.input, self.prefix, part), "").replace("\r\n", "\n").strip()

    def all(self) -> list[str]:
        """Return every ticked value."""
        return self.data.getlist(name_of(self.input, self.prefix))


def name_of(one: Input, prefix: str, part: str = "") -> str:
    """Return the name of a box in the page's form."""
    return f"{prefix}{one.key or 'text'}{':' + part if part else ''}"


def _plain(posted: Posted) -> Any:
    return clean(posted.text()) or None


def _long(posted: Posted) -> Any:
    return posted.text() or None


def _both(posted: Posted) -> Any:
    vi, en = posted.text(), posted.text("en")
    if en:
        return {"vi": vi, "en": en} if vi else {"en": en}
    return vi or None


def _value(posted: Posted) -> Any:
    typed = clean(posted.text())
    if re.fullmatch(r"-?[0-9]{1,15}", typed) and not isinstance(posted.before, str):
        return int(typed)
    return {"có": True, "không": False}.get(typed.lower(), typed or None)


def _lines(posted: Posted) -> Any:
    lines = [line.strip() for line in posted.text().split("\n") if line.strip()]
    return lines[0] if isinstance(posted.before, str) and len(lines) == 1 else lines or None


def _both_lines(posted: Posted) -> Any:
    english = [line.strip() for line in posted.text("en").split("\n")]
    found: list[Any] = []
    for number, line in enumerate(one.strip() for one in posted.text().split("\n")):
        if line:
            en = english[number] if number < len(english) else ""
            found.append({"vi": line, "en": en} if en else line)
    return found or None


def _int(posted: Posted) -> Any:
    typed = posted.text().replace(" ", "")
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", typed):
        typed = typed.replace(".", "")
    return int(typed) if re.fullmatch(r"-?[0-9]{1,15}", typed) else posted.text() or None


def _numbers(posted: Posted) -> Any:
    typed = [part for part in re.split(r"[,;\s]+", posted.text()) if part]
    return [int(part) if re.fullmatch(r"[0-9]{1,6}", part) else part for part in typed] or None


def _hours(posted: Posted) -> Any:
    typed = posted.text().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", typed):
        return typed or None
    return int(float(typed)) if float(typed).is_integer() else float(typed)


def _amount(posted: Posted) -> Any:
    return _int(posted)


def _choices(posted: Posted) -> Any:
    """Return what is ticked, what stood there before in its order; one alone stays a text where it was a text."""
    before, ticked = _codes_in(posted.before), posted.all()
    offered = [value for value, _label in posted.input.offered(posted.sheet, posted.before)]
    chosen = [value for value in [*before, *(one for one in offered if one not in before)] if value in ticked]
    return chosen[0] if isinstance(posted.before, str) and len(chosen) == 1 else chosen or None


def _channels(posted: Posted) -> Any:
    known = {row["code"]: row for row in posted.before or [] if isinstance(row, dict) and "code" in row}
    order = [*known, *(value for value, _label in posted.input.offered(posted.sheet) if value not in known)]
    ticked = [value for value in order if value in posted.all()]
    return [known.get(code, {"code": code, "words": CHANNEL_WORDS[code]}) for code in ticked] or None


def _formula(posted: Posted) -> Any:
    pointer, answer = posted.text("question"), posted.text("answer")
    if pointer and answer:
        sign = "!=" if posted.text("sign") == "!=" else "=="
        return formulas.formula_of(formulas.Chosen(pointer, sign, answer), formulas.questions(posted.sheet))
    return posted.text() or None


def _options(posted: Posted) -> Any:
    known = {str(row.get("value")): row for row in posted.before or [] if isinstance(row, dict)}
    by_label = {fold(words(row.get("label"))): value for value, row in known.items()}
    text = posted.text()
    if text in {"sex", "marital", "relation"}:
        return text
    rows: list[dict[str, Any]] = []
    for line in filter(None, (one.strip() for one in text.split("\n"))):
        named, _bar, english = (part.strip() for part in line.partition("|"))
        value, colon, label = (part.strip() for part in named.partition("="))
        if not colon:
            value, label = by_label.get(fold(named)) or slug(named), named
        said = {"vi": label, "en": english} if english else label
        rows.append({**known.get(value, {}), "value": value, "label": said})
    return rows or None


def slug(text: str, taken: tuple[str, ...] = ()) -> str:
    """Return a code made of words: "Ngày sinh" → ``ngay_sinh``; another one when it is taken."""
    made = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:40].strip("_") or "muc"
    made = made if made[0].isalpha() else f"m_{made}"
    code, number = made, 1
    while code in taken:
        number += 1
        code = f"{made}_{number}"
    return code


_READ: dict[str, Callable[[Posted], Any]] = {
    "text": _plain,
    "value": _value,
    "act": _plain,
    "day": _plain,
    "choice": _plain,
    "number_choice": _int,
    "long": _long,
    "both": _both,
    "both_long": _both,
    "lines": _lines,
    "both_lines": _both_lines,
    "int": _int,
    "numbers": _numbers,
    "hours": _hours,
    "amount": _amount,
    "yes": lambda posted: True if posted.text() else False if posted.before is False else None,
    "no": lambda posted: False if posted.text() else None,
    "choices": _choices,
    "channels": _channels,
    "formula": _formula,
    "options": _options,
    "ways": lambda posted: ways.read(posted.data, name_of(posted.input, posted.prefix), posted.before),
}


@dataclass(frozen=True)
class Box:
    """A box as it is drawn."""

    input: Input
    value: Any
    sheet: Mapping[str, Any]
    prefix: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        """Id of its first element; rows that are drawn side by side tell theirs apart by their prefix."""
        return (f"e-{self.prefix.replace('.', '-')}" if self.prefix else "") + self.input.id

    @property
    def name(self) -> str:
        """Name in the page's form."""
        return name_of(self.input, self.prefix)

    @property
    def kind(self) -> str:
        """How it is drawn: the template of its kind."""
        return self.input.kind

    @property
    def typed(self) -> str:
        """What stands in it."""
        match self.kind, self.value:
            case _, None:
                return ""
            case "both" | "both_long", dict():
                return str(self.value.get("vi", ""))
            case "lines" | "both_lines", list():
                return "\n".join(_vi(row) for row in self.value)
            case "options", list():
                return "\n".join(map(_option_line, self.value))
            case "value", bool():
                return _("có") if self.value else _("không")
            case "numbers", list():
                return ", ".join(map(str, self.value))
            case "formula", str():
                return "" if self.chosen else self.value
        return str(self.value)

    @property
    def english(self) -> str:
        """What stands in its second half."""
        if isinstance(self.value, dict):
            return str(self.value.get("en", ""))
        rows = self.value if isinstance(self.value, list) else []
        return "\n".join(str(row.get("en", "")) if isinstance(row, dict) else "" for row in rows).rstrip()

    @property
    def is_ticked(self) -> bool:
        """Whether the tick of a yes or no stands."""
        return self.value is (self.kind == "yes")

    @property
    def ticked(self) -> list[str]:
        """Which values are ticked."""
        return _codes_in(self.value)

    @property
    def choices(self) -> Choices:
        """What may be chosen here."""
        return self.input.offered(self.sheet, self.value)

    @property
    def is_long(self) -> bool:
        """Whether so much may be ticked that it is folded away."""
        return self.kind == "choices" and len(self.choices) > MANY

    @property
    def ways(self) -> list[ways.Way]:
        """Where a step leads, with empty rows to write further ones."""
        return ways.shown(self.value)

    @cached_property
    def questions(self) -> list[formulas.Question]:
        """What a condition may look at."""
        return formulas.questions(self.sheet)

    @cached_property
    def chosen(self) -> formulas.Chosen | None:
        """The condition, when it is a simple one."""
        return formulas.chosen_in(str(self.value or ""), self.questions)

    @property
    def acts(self) -> list[str]:
        """Acts of the sheet, to choose from."""
        return [str(row.get("act", "")) for row in self.sheet.get("legal_basis", []) if isinstance(row, dict)]


def _vi(row: Any) -> str:
    return str(row.get("vi", "")) if isinstance(row, dict) else str(row)


def _option_line(row: Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    label = row.get("label")
    english = f" | {label['en']}" if isinstance(label, dict) and label.get("en") else ""
    return f"{row.get('value', '')} = {_vi(label)}{english}"


def boxes(
    inputs: tuple[Input, ...], row: Any, *, sheet: Mapping[str, Any], prefix: str = "", errors: Mapping[str, str]
) -> list[Box]:
    """Return the boxes over a row; ``errors`` by key."""
    return [Box(one, value_in(row, one.key), sheet, prefix, errors.get(one.key, "")) for one in inputs]


def said(one: Input, value: Any, sheet: Mapping[str, Any]) -> str:
    """Return a value as people read it; empty when nothing is there."""
    labels = {key: str(label) for key, label in one.offered(sheet, value)}
    match one.kind, value:
        case "no", _:
            return "" if value is not False else _("đúng")
        case _, None:
            return ""
        case "yes", _:
            return _("đúng") if value else ""
        case "formula", str():
            return formulas.in_words(value, formulas.questions(sheet))
        case "choice" | "number_choice" | "choices", str() | int():
            return labels.get(str(value), str(value))
        case "ways", _:
            return ways.said(value, labels)
        case "choices" | "channels" | "lines" | "both_lines" | "options" | "numbers", list():
            return "; ".join(_said_item(row, labels) for row in value)
        case _, dict():
            return " / ".join(str(value[language]) for language in ("vi", "en") if value.get(language))
    return str(value)


def _said_item(row: Any, labels: Mapping[str, str]) -> str:
    if not isinstance(row, dict):
        return labels.get(str(row), str(row))
    if "code" in row:
        return labels.get(str(row["code"]), str(row["code"]))
    return _option_line(row) if "value" in row else _vi(row)
