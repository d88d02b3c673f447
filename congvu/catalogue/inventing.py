"""Answers of people who do not exist: what a form is tried with when nobody has written an example."""

import uuid
from datetime import date
from typing import Any

from congvu.forms.queries import Field, Form
from congvu.people.queries import check_personal, check_tax
from congvu.places.models import Place, valid_on

BORN = "1990-05-04"
NUMBER = "031190001234"
TAX = "0100109106"
assert not check_personal(NUMBER, date.fromisoformat(BORN), "female")
assert not check_tax(TAX)


def invented(form: Form, *, today: date) -> dict[str, Any]:
    """Return made-up answers to every question of a form; rules of its own may still speak against them."""
    answers: dict[str, Any] = {}
    for page in form.pages:
        for group in page.groups:
            row = {one.code: answer(one, today=today) for one in group.fields if one.kind.name != "computed"}
            if group.repeat:
                answers[group.code] = [dict(row) for _n in range(max(1, group.repeat.min))]
            else:
                answers[group.code] = {**answers.get(group.code, {}), **row}
    return answers


def answer(one: Field, *, today: date) -> Any:
    """Return a made-up answer to one question."""
    if one.default is not None:
        return one.default
    name, settings = one.kind.name, one.settings
    if one.options:
        values = [option.value for option in one.options]
        chosen = "female" if "female" in values else values[0]
        return values[: max(1, int(settings.get("min") or 1))] if name == "choices" else chosen
    match name:
        case "person":
            return {part.code: answer(part, today=today) for part in one.parts}
        case "address":
            return _address(today)
        case "date":
            return BORN if "birth" in one.code or "sinh" in one.code else today.isoformat()
        case "number" | "money":
            return max(int(settings.get("min") or 0), 1 if name == "number" else 100_000)
        case "file":
            return [{"id": str(uuid.UUID(int=0)), "name": "mau.pdf", "size": 1000}]
        case "text" | "long_text":
            return str(one.example) or "Mẫu"
    return FIXED.get(name, str(one.example) or "Mẫu")


FIXED: dict[str, Any] = {
    "identifier": NUMBER,
    "tax_code": TAX,
    "phone": "0912345678",
    "email": "mau@vi-du.vn",
    "time": "08:00",
    "yes_no": True,
    "declaration": True,
    "country": "VN",
    "ethnic": "01",
}


def _address(today: date) -> dict[str, str]:
    places = Place.objects.filter(valid_on(today), parent__parent=None).exclude(parent=None)
    place = places.select_related("parent").order_by("code").first()
    found = {"country": "VN", "detail": "Số 1 đường Thí Dụ"}
    return {**found, "province": place.parent.code, "commune": place.code} if place and place.parent else found
