"""The content of a version as it is written: one sheet with form and steps, and the files beside it. Keeps nothing."""

import copy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from congvu.catalogue.folders import read_folder, read_yaml
from congvu.catalogue.models import ProcedureVersion
from congvu.processes import queries as processes

PROCESS_FILE = "process.bpmn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that a version says. ``sheet`` holds ``form`` and ``steps``; ``bpmn`` the file that ``steps`` names."""

    sheet: dict[str, Any]
    bpmn: str = ""
    result_template: str = ""
    sample: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The procedure's code."""
        return str(self.sheet.get("code", ""))

    @property
    def title(self) -> str:
        """The procedure's name in Vietnamese."""
        name = self.sheet.get("name") or self.code
        text = name.get("vi", "") if isinstance(name, dict) else name
        return str(text)[:500] or self.code


def content_of(version: ProcedureVersion) -> Content:
    """Return what a version says, to be written on, compared or carried elsewhere."""
    steps: list[dict[str, Any]] | None = version.steps if version.steps is not None else _steps_in_folder(version)
    bpmn = "" if steps is not None else processes.definition_file(version.definition_id).decode()
    sheet = {**version.sheet, "form": in_groups(version.form_definition)}
    sheet["steps"] = PROCESS_FILE if steps is None else steps
    return Content(
        sheet=copy.deepcopy(sheet),
        bpmn=bpmn,
        result_template=version.result_template,
        sample=version.sample or sample_in_folder(version.procedure.code),
    )


def in_groups(form: dict[str, Any]) -> dict[str, Any]:
    """Return a form whose pages all have groups, and whose choices are rows: the same form, written one way."""
    pages = []
    for page in form.get("pages", []):
        page = dict(page)
        if "fields" in page:
            group = {"code": page["code"], "fields": page.pop("fields")}
            page["groups"] = [{**group, "of": page.pop("of")} if "of" in page else group]
        page["groups"] = [
            {**group, "fields": list(map(_with_rows, group.get("fields", [])))} for group in page["groups"]
        ]
        pages.append(page)
    return {**form, "pages": pages}


def _with_rows(one: dict[str, Any]) -> dict[str, Any]:
    options = one.get("options")
    if not isinstance(options, dict):
        return one
    return {**one, "options": [{"value": value, "label": label} for value, label in options.items()]}


def _steps_in_folder(version: ProcedureVersion) -> list[dict[str, Any]] | None:
    """Return the table of a version taken in before tables were kept, when its folder still says the same."""
    for folder in _folders(version.procedure.code):
        proposal = read_folder(folder)
        if proposal.digest == version.digest:
            return proposal.steps
    return None


def sample_in_folder(code: str) -> dict[str, Any]:
    """Return the filled example of a procedure's folder as it is written; empty when there is none."""
    for folder in _folders(code):
        if (path := folder / "sample.yaml").exists():
            return dict(read_yaml(path))
    return {}


def _folders(code: str) -> list[Path]:
    shelves = (settings.ROOT / "congvu" / "procedures", settings.PROFILE / "procedures")
    sheets = [sheet for shelf in shelves for sheet in sorted(shelf.glob("*/sheet.yaml"))]
    return [sheet.parent for sheet in sheets if _code_of(sheet) == code]


@cache
def _code_of(sheet: Path) -> str:
    return str(read_yaml(sheet)["code"])
