"""From a written definition to a form; refuses what it does not know and names the place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from congvu.forms import lists
from congvu.forms.conditions import CONTEXT_NAMES, Condition
from congvu.forms.definition import Check, Field, Group, Page, Repeat
from congvu.forms.kinds import KINDS
from congvu.forms.kinds.composite import PERSON_PARTS
from congvu.forms.lists import Option
from congvu.forms.words import Words
from congvu.kit import cel

CODE = re.compile(r"[a-z][a-z0-9_]*")
_KEYS = """
    code type label help example required required_if show_if show_words prefill default missing mend checks named of
    autocomplete width
"""
COMMON = frozenset(_KEYS.split())
"""Keys that every type takes."""


class BadDefinition(ValueError):
    """The definition cannot be used; ``problems`` are "place: what is wrong"."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass
class Loader:
    """Reads one definition and collects everything that is wrong with it."""

    names: set[str]
    fields_of: dict[str, set[str]]
    problems: list[str] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    whole: bool = False
    """Whether conditions may speak of any field, not only of those before."""

    def wrong(self, problem: str) -> None:
        """Keep a problem with its place."""
        self.problems.append(f"{'.'.join(self.place) or '/'}: {problem}")

    @contextmanager
    def at(self, *steps: object) -> Iterator[None]:
        """Go into a part of the definition."""
        self.place.extend(map(str, steps))
        yield
        del self.place[-len(steps) :]

    def mapping(self, source: Any, known: frozenset[str]) -> Mapping[str, Any]:
        """Return the mapping, an empty one when it is none; unknown keys are problems."""
        if not isinstance(source, Mapping):
            self.wrong("phải là một bảng khóa và giá trị")
            return {}
        for key in source:
            if key not in known:
                self.wrong(f"không biết khóa “{key}”")
        return source

    def rows(self, source: Any) -> list[Any]:
        """Return the list, an empty one when it is none."""
        if isinstance(source, list | tuple):
            return list(source)
        self.wrong("phải là một danh sách")
        return []

    def words(self, source: Mapping[str, Any], key: str) -> Words:
        """Return the words under a key."""
        try:
            return Words.of(source.get(key))
        except TypeError as error:
            self.wrong(f"{key}: {error}")
            return Words()

    def code(self, source: Mapping[str, Any]) -> str:
        """Return the code."""
        code = source.get("code")
        if isinstance(code, str) and CODE.fullmatch(code):
            return code
        self.wrong("code phải bằng chữ thường không dấu, ví dụ full_name")
        return "_"

    def condition(self, source: Mapping[str, Any], key: str, *, looks_anywhere: bool = False) -> Condition | None:
        """Return the condition under a key, checked."""
        text = source.get(key)
        if text is None:
            return None
        if not isinstance(text, str):
            self.wrong(f"{key}: phải là biểu thức CEL")
            return None
        condition = Condition(text)
        found = cel.check(text, self.names)
        for problem in found:
            self.wrong(f"{key}: {problem}")
        for group, member in sorted(condition.members()):
            if group not in self.fields_of:
                continue
            if member not in self.fields_of[group]:
                self.wrong(f"{key}: nhóm {group} không có trường {member}")
            elif not looks_anywhere and (group, member) not in self.seen:
                self.wrong(f"{key}: {group}.{member} đứng sau, điều kiện chỉ nhìn các trường đứng trước")
        return None if found else condition

    def page(self, source: Any) -> Page:
        """Read a page."""
        source = self.mapping(source, frozenset({"code", "title", "help", "show_if", "groups", "fields", "of"}))
        code = self.code(source)
        written = source.get("groups")
        if written is None:
            written = [{"code": code, "fields": source.get("fields"), "of": source.get("of")}]
            groups = [self.group(written[0])]
        else:
            groups = []
            for number, group in enumerate(self.rows(written)):
                with self.at("groups", number):
                    groups.append(self.group(group))
        title, help_ = self.words(source, "title"), self.words(source, "help")
        if not title:
            self.wrong("cần title")
        return Page(code=code, title=title, help=help_, show_if=self.condition(source, "show_if"), groups=tuple(groups))

    def group(self, source: Any) -> Group:
        """Read a group."""
        source = self.mapping(source, frozenset({"code", "title", "help", "of", "show_if", "repeat", "fields"}))
        code, of = self.code(source), self.words(source, "of")
        if code in CONTEXT_NAMES:
            self.wrong(f"“{code}” là tên dành riêng, đặt mã nhóm khác")
        fields = []
        show_if = self.condition(source, "show_if")
        for number, one in enumerate(self.rows(source.get("fields"))):
            with self.at("fields", number):
                fields.append(self.field(one, code, of))
        repeat = self.repeat(source["repeat"]) if source.get("repeat") is not None else None
        title, help_ = self.words(source, "title"), self.words(source, "help")
        return Group(code=code, title=title, help=help_, of=of, show_if=show_if, repeat=repeat, fields=tuple(fields))

    def repeat(self, source: Any) -> Repeat:
        """Read how often a group may be given."""
        source = self.mapping(source, frozenset({"min", "max", "add"}))
        least, most = source.get("min", 0), source.get("max", 20)
        if not (isinstance(least, int) and isinstance(most, int) and 0 <= least <= most <= 200 and most):
            self.wrong("repeat: min và max là số từ 0 đến 200, min không quá max")
            least, most = 0, 20
        return Repeat(min=least, max=most, add=self.words(source, "add"))

    def field(self, source: Any, group: str, of: Words) -> Field:
        """Read a field."""
        name = source.get("type") if isinstance(source, Mapping) else None
        kind = KINDS.get(name) if isinstance(name, str) else None
        if kind is None:
            self.wrong(f"không biết type “{name}”; có: {', '.join(KINDS)}")
            kind = KINDS["text"]
            source = (
                {key: value for key, value in source.items() if key in COMMON}
                if isinstance(source, Mapping)
                else source
            )
        source = self.mapping(source, COMMON | kind.keys)
        code, label = self.code(source), self.words(source, "label")
        if not label:
            self.wrong("cần label")
        if (group, code) in self.seen:
            self.wrong(f"trường {group}.{code} đã có")
        settings: dict[str, Any] = {key: source[key] for key in kind.keys if key in source and key != "options"}
        if kind.name == "computed":
            settings["value"] = self.condition(source, "value") or Condition("null")
        prefill = source.get("prefill") or []
        texts: dict[str, Any] = {
            key: self.words(source, key) for key in ("help", "example", "show_words", "missing", "mend", "named")
        }
        known = Field(
            code=code,
            kind=kind,
            label=label,
            required=source.get("required", True) is not False and kind.name != "computed",
            required_if=self.condition(source, "required_if", looks_anywhere=True),
            show_if=self.condition(source, "show_if"),
            prefill=tuple([prefill] if isinstance(prefill, str) else map(str, self.rows(prefill))),
            default=source.get("default"),
            checks=tuple(self.checks(source.get("checks") or [])),
            of=self.words(source, "of") or of,
            autocomplete=str(source.get("autocomplete") or ""),
            width=source.get("width") if isinstance(source.get("width"), int) else None,
            options=self.options(source.get("options")),
            settings=self.measured(settings),
            **texts,
        )
        self.seen.add((group, code))
        known = replace(known, parts=self.parts(source, known)) if kind.name == "person" else known
        for problem in kind.problems(known):
            self.wrong(problem)
        return known

    def measured(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the settings with days as ISO text and words as words; numbers must be numbers."""
        for key in ("max_length", "min_length", "rows", "decimals", "max_mb", "max_files"):
            if key in settings and (
                isinstance(settings[key], bool) or not isinstance(settings[key], int) or settings[key] < 0
            ):
                self.wrong(f"{key} phải là số nguyên không âm")
                del settings[key]
        for key in ("pattern_words", "unit", "text"):
            if key in settings:
                settings[key] = self.words(settings, key)
        for key in ("min", "max", "on"):
            if hasattr(settings.get(key), "isoformat"):
                settings[key] = settings[key].isoformat()
        for key in ("kinds", "parts", "optional"):
            if key in settings:
                settings[key] = [str(one) for one in self.rows(settings[key])]
        return settings

    def checks(self, source: Any) -> Iterator[Check]:
        """Read the rules of a field."""
        for number, row in enumerate(self.rows(source)):
            with self.at("checks", number):
                row = self.mapping(row, frozenset({"that", "say"}))
                that, say = self.condition(row, "that", looks_anywhere=True), self.words(row, "say")
                if not say:
                    self.wrong("cần say: nói điều gì sai và sửa thế nào")
                if that:
                    yield Check(that, say)

    def options(self, source: Any) -> tuple[Option, ...]:
        """Read what may be chosen: the name of a list, a table, or rows."""
        if source is None:
            return ()
        if isinstance(source, str):
            known = lists.named(source)
            if known is None:
                self.wrong(f"không biết danh mục “{source}”; có: {', '.join(lists.SHORT)}")
            return known or ()
        if isinstance(source, Mapping):
            source = [{"value": value, "label": label} for value, label in source.items()]
        rows = [self.mapping(row, frozenset({"value", "label", "help"})) for row in self.rows(source)]
        found = tuple(Option(str(row.get("value")), self.words(row, "label"), self.words(row, "help")) for row in rows)
        if any(not isinstance(row.get("value"), str) for row in rows):
            self.wrong("options: value phải là chữ; viết trong ngoặc kép nếu là số, yes hay no")
        if len({option.value for option in found}) < len(found):
            self.wrong("options: có value trùng nhau")
        return found

    def parts(self, source: Mapping[str, Any], person: Field) -> tuple[Field, ...]:
        """Make the questions about a person."""
        codes = person.settings.get("parts", ["full_name", "identifier", "birth_date"])
        optional = person.settings.get("optional", [])
        of = person.of if source.get("of") else _whose(person.label)
        found = []
        for code in codes:
            if code not in PERSON_PARTS:
                self.wrong(f"parts: không biết “{code}”; có: {', '.join(PERSON_PARTS)}")
                continue
            written = {"code": code, "required": code not in optional, **PERSON_PARTS[code]}
            if code == "identifier" and "kinds" in person.settings:
                written["kinds"] = person.settings["kinds"]
                if person.settings["kinds"] != ["personal"]:
                    written["label"] = {"vi": "Số giấy tờ tùy thân", "en": "Number of identity paper"}
            if not person.autocomplete:
                written.pop("autocomplete", None)
            found.append(self.field(written, f"{person.code}/", of))
        return tuple(found)


def read(definition: Any) -> tuple[Words, tuple[Page, ...]]:
    """Return title and pages. :raises BadDefinition: with everything that is wrong."""
    fields_of = _declared(definition)
    extra = definition.get("context") if isinstance(definition, Mapping) else None
    names = {*CONTEXT_NAMES, *fields_of, *(extra if isinstance(extra, list) else [])}
    loader = Loader(names=names, fields_of=fields_of)
    source = loader.mapping(definition, frozenset({"title", "context", "pages"}))
    pages = []
    for number, page in enumerate(loader.rows(source.get("pages"))):
        with loader.at("pages", number):
            pages.append(loader.page(page))
    if len({page.code for page in pages}) < len(pages):
        loader.wrong("có hai trang cùng code")
    title = loader.words(source, "title")
    if loader.problems:
        raise BadDefinition(loader.problems)
    return title, tuple(pages)


def _whose(label: Words) -> Words:
    """Return "của mẹ" for "Mẹ"."""
    vi, en = Words(label.vi).inside, Words(label.en).inside
    return Words(f"của {vi}", f"of the {en}" if en else "")


def _declared(definition: Any) -> dict[str, set[str]]:
    """Return the field codes of every group, before anything is judged."""
    found: dict[str, set[str]] = {}
    for page in _rows(definition, "pages"):
        groups = _rows(page, "groups") if isinstance(page, Mapping) and "groups" in page else [page]
        for group in groups:
            if isinstance(group, Mapping):
                codes = {str(one.get("code")) for one in _rows(group, "fields") if isinstance(one, Mapping)}
                found.setdefault(str(group.get("code")), set()).update(codes)
    return found


def _rows(source: Any, key: str) -> list[Any]:
    rows = source.get(key) if isinstance(source, Mapping) else None
    return list(rows) if isinstance(rows, list | tuple) else []
