"""The same definition as JSON Schema 2020-12, for the API and for partners.

What a schema cannot say (conditions, check digits, whether a commune lies in a province) stands in ``x-`` keywords or
is the server's; so an answer the server takes always fits the schema, and one that does not fit is never taken.
"""

from typing import Any

from congvu.forms.definition import Field, Group, Page
from congvu.forms.words import Words

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def of_form(title: Words, pages: tuple[Page, ...]) -> dict[str, Any]:
    """Return the schema of all answers."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    for page in pages:
        for group in page.groups:
            always = not page.show_if and not group.show_if
            if group.repeat:
                properties[group.code] = _rows(group)
                needed = always and group.repeat.min > 0
            else:
                known = properties.setdefault(group.code, _object())
                _add(known, group, always)
                needed = always and bool(known["required"])
            if needed and group.code not in required:
                required.append(group.code)
    return {"$schema": DIALECT, "title": str(title), **_object(), "properties": properties, "required": required}


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _rows(group: Group) -> dict[str, Any]:
    assert group.repeat
    row = _object()
    _add(row, group, always=True)
    bounds = {"minItems": group.repeat.min, "maxItems": group.repeat.max}
    return {"type": "array", "title": str(group.title), "items": row, **bounds}


def _add(target: dict[str, Any], group: Group, always: bool) -> None:
    for one in group.fields:
        target["properties"][one.code] = of_field(one)
        if always and one.required and not one.show_if and not one.required_if:
            target["required"].append(one.code)


def of_field(one: Field) -> dict[str, Any]:
    """Return the schema of one answer, with its words and conditions."""
    found: dict[str, Any] = {"title": str(one.label), **one.kind.schema(one), "x-type": one.kind.name}
    if one.help:
        found["description"] = str(one.help)
    if one.example:
        found["x-example"] = str(one.example)
    for key, condition in (("x-show-if", one.show_if), ("x-required-if", one.required_if)):
        if condition:
            found[key] = condition.text
    return found
