"""Reading a procedure's folder: ``sheet.yaml``, ``result.typ``, perhaps a ``.bpmn``. Reads files, keeps nothing."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from congvu.catalogue.sheets import SheetRefused, problems


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2 in the main: only true and false are yes and no, 15:00 is no number, a day stays text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?[0-9]+\.[0-9]+", "-0123456789"),
    ("null", r"null|~|", ["n", "~", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A version as a folder proposes it."""

    sheet: dict[str, Any]
    form: dict[str, Any]
    steps: list[dict[str, Any]] | None
    bpmn: bytes | None
    result_template: str
    sample: dict[str, Any] = field(default_factory=dict)
    """A filled example; it is no part of the content."""

    @property
    def code(self) -> str:
        """The procedure's code."""
        return str(self.sheet["code"])

    @property
    def valid_from(self) -> date:
        """The day from which the folder means it to hold."""
        return date.fromisoformat(self.sheet["valid_from"])

    @property
    def valid_to(self) -> date | None:
        """The first day on which it no longer holds, None when open."""
        return date.fromisoformat(self.sheet["valid_to"]) if self.sheet.get("valid_to") else None

    @property
    def digest(self) -> str:
        """SHA-256 of everything that counts; two folders with the same one are the same version."""
        parts = [self.sheet, self.form, self.steps, self.result_template]
        text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode() + (self.bpmn or b"")).hexdigest()


def read_yaml(path: Path) -> Any:
    """Return what a YAML file says.

    :raises SheetRefused: when it is no YAML, with the line
    """
    try:
        return read_text(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as wrong:
        raise SheetRefused(str(path), [f"không đọc được YAML: {wrong}"]) from wrong


def read_text(text: str, source: str) -> Any:
    """Return what a YAML text says; ``source`` names it in what is refused.

    :raises SheetRefused: when it is no YAML, with the line
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader
    except yaml.YAMLError as wrong:
        raise SheetRefused(source, [f"không đọc được YAML: {wrong}"]) from wrong


def read_folder(folder: Path) -> Proposal:
    """Read and check a procedure's folder.

    :raises SheetRefused: with every problem, each with its place in the sheet
    """
    path = folder / "sheet.yaml"
    if not path.exists():
        raise SheetRefused(str(folder), ["thiếu tệp sheet.yaml"])
    sheet = read_yaml(path)
    found = problems(sheet)
    if found:
        raise SheetRefused(str(path), found)
    form, steps = sheet.pop("form"), sheet.pop("steps")
    template = sheet["result"].get("template")
    drawing = folder / steps if isinstance(steps, str) else None
    missing = [name for name in (template, drawing and drawing.name) if name and not (folder / name).exists()]
    if missing:
        raise SheetRefused(str(path), [f"thiếu tệp {name}" for name in missing])
    return Proposal(
        sheet=sheet,
        form=form,
        steps=None if drawing else steps,
        bpmn=drawing.read_bytes() if drawing else None,
        result_template=(folder / template).read_text(encoding="utf-8") if template else "",
    )
