"""Nothing of a sheet is left to a programmer: each key that a sheet may have stands in a box, a list or a page."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import QueryDict
from django.urls import reverse

from congvu.catalogue import queries
from congvu.catalogue.folders import read_yaml
from congvu.catalogue.models import Draft
from congvu.catalogue.sheets import SCHEMA
from congvu.catalogue.writing import in_groups
from congvu.forms.kinds import KINDS
from congvu.forms.loading import COMMON
from congvu.processes.bpmn import table
from congvu.sites.control.drafting import inputs, matching, parts, ways
from congvu.sites.control.drafting.fields import FIELD, TYPES
from congvu.sites.control.drafting.shapes import ROOTS, SHAPES, Page, Rows
from congvu.sites.control.tests.test_drafting import as_shown

ELSEWHERE = {
    "code": "asked when a procedure is begun",
    "valid_from": "the day on which it is approved to hold",
    "standard": "written by the list of procedures, never by a person",
    "steps": "the table of steps, or the drawing",
    "form": "the pages of the form",
    "result.template": "named by the page of the template itself",
}
"""Keys that a person writes in another way, and in which."""


def keys(part: dict[str, Any], definitions: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the way to each value that a sheet may hold; ``*`` stands for the rows of a list."""
    name = part.get("$ref", "").rpartition("/")[2]
    if name in {"text", "amount", "unchecked"}:
        yield path
        return
    part = definitions.get(name, part)
    if "properties" in part:
        for key, inner in part["properties"].items():
            yield from keys(inner, definitions, f"{path}.{key}" if path else key)
    elif part.get("items", {}).get("properties"):
        yield from keys(part["items"], definitions, f"{path}.*")
    else:
        yield path


def written() -> set[str]:
    """Return the keys that have a box somewhere."""
    found = set()
    for shape in SHAPES:
        if isinstance(shape, Page):
            own = "" if shape.root else f"{shape.place}."
            found |= {own + one.key for one in shape.inputs_for(None)}
    return found


def test_every_key_of_a_sheet_is_written_somewhere_without_yaml():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    asked = set(keys(schema, schema["$defs"]))
    assert "agency.coordinators.*.law.article" in asked
    missing = asked - written() - set(ELSEWHERE)
    assert missing == set()


def test_every_key_of_a_question_and_of_a_step_has_a_box():
    for name, _label in TYPES:
        boxes = {one.key.split(".")[0] for one in FIELD({"type": name})} | {"checks"}
        unheard = {"required", "required_if"} if name in {"declaration", "computed"} else set()
        assert (COMMON | KINDS[name].keys) - boxes - unheard == set(), name
    assert {name for name, _label in TYPES} == set(KINDS)
    steps = next(one for one in SHAPES if one.place == "steps.*")
    assert table.FIELDS - {one.key for one in steps.inputs_for(None)} == {"minutes"}  # shown as a part of the hours


def test_a_list_of_a_root_page_is_a_list_and_leads_back():
    for root in ROOTS:
        for key in root.lists:
            assert isinstance(matching.shape_at(key), Rows), key
    wrong = matching.faults({"agency": {"coordinators": [{"code": "tax"}]}}, ["agency.coordinators.0: thiếu “name”"])
    assert (wrong[0].part, wrong[0].place, wrong[0].key) == ("competence", "agency.coordinators.0", "name")


def test_ways_out_of_a_step_are_read_as_they_were_written():
    class Typed(dict[str, list[str]]):
        def getlist(self, name: str) -> list[str]:
            return self.get(name, [])

    def typed(following: Any) -> Any:
        rows = ways.shown(following)
        cells = {"step": "step", "when": "when", "label": "label", "en": "english"}
        return ways.read(
            Typed({f"n:{key}": [getattr(one, name) for one in rows] for key, name in cells.items()}), "n", following
        )

    for following in ("end", ["end"], [{"step": "a", "when": "x == 1", "label": {"vi": "Có"}}, {"step": "b"}], None):
        assert typed(following) == following
    new = Typed({"n:step": ["sign", ""], "n:when": ["", ""], "n:label": ["", ""], "n:en": ["", ""]})
    assert ways.read(new, "n", None) == "sign"


FOLDERS = sorted(path.parent for path in Path(settings.ROOT, "congvu", "procedures").glob("*/sheet.yaml"))


@pytest.mark.django_db
def test_every_shipped_sheet_is_kept_as_it_is_when_its_pages_are_saved_unchanged():
    for folder in FOLDERS:
        source = read_yaml(folder / "sheet.yaml")
        sheet = {**source, "form": in_groups(source["form"])}
        for name in [*(one.place for one in ROOTS), *rows_of(sheet)]:
            shape = matching.shape_at(name)
            assert isinstance(shape, Page)
            row = sheet if shape.root else queries.found_at(sheet, name)
            boxes = inputs.boxes(shape.inputs_for(row), row, sheet=sheet, errors={})
            data = QueryDict(mutable=True)
            for key, values in as_shown(boxes).items():
                data.setlist(key, values)
            after = parts.typed(data, sheet, name, shape)
            after = after if shape.root else queries.found_at(after, name)
            assert {key for key in {**row, **after} if row.get(key) != after.get(key)} == set(), (folder.name, name)


def rows_of(sheet: dict[str, Any]) -> list[str]:
    """Return one place of each kind that the sheet holds."""
    found = {}

    def walk(value: Any, at: str) -> None:
        shape = matching.shape_at(at) if at else None
        if isinstance(shape, Page) and not shape.root:
            found[(shape.place, value.get("type") if isinstance(value, dict) else "")] = at
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{at}.{key}" if at else key)
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                walk(inner, f"{at}.{number}")

    walk(sheet, "")
    return list(found.values())


def test_the_pages_stand_in_the_contents_of_a_draft(enter):
    client = enter("province_admin")
    call_command("load_procedures", "congvu/procedures/marital_status", verbosity=0)
    client.post(reverse("control:draft_begin", args=["1.004873"]), {"ban": "1"})
    page = client.get(reverse("control:draft", args=[Draft.objects.get().pk])).content.decode()
    for title in ("Cơ quan, nơi nộp", "Quy tắc riêng", "Liên thông"):
        assert title in page
