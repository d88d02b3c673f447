"""person: several questions about one person, each an ordinary field under the person's code."""

from collections.abc import Mapping
from typing import Any

from congvu.forms.definition import Field
from congvu.forms.kinds.kind import Kind, Post, Scope

PERSON_PARTS: dict[str, dict[str, Any]] = {
    "full_name": {
        "type": "text",
        "label": {"vi": "Họ, chữ đệm và tên", "en": "Full name"},
        "max_length": 100,
        "autocomplete": "name",
    },
    "identifier": {"type": "identifier", "label": {"vi": "Số định danh cá nhân", "en": "Personal number"}},
    "birth_date": {
        "type": "date",
        "label": {"vi": "Ngày sinh", "en": "Date of birth"},
        "max": "today",
        "autocomplete": "bday",
    },
    "sex": {"type": "choice", "label": {"vi": "Giới tính", "en": "Sex"}, "options": "sex"},
    "ethnic": {"type": "ethnic", "label": {"vi": "Dân tộc", "en": "Ethnic group"}},
    "nationality": {"type": "country", "label": {"vi": "Quốc tịch", "en": "Nationality"}, "default": "VN"},
    "address": {"type": "address", "label": {"vi": "Nơi cư trú", "en": "Place of residence"}, "foreign": True},
    "phone": {"type": "phone", "label": {"vi": "Số điện thoại", "en": "Phone number"}},
    "email": {"type": "email", "label": {"vi": "Thư điện tử", "en": "E-mail"}},
}


class Person(Kind):
    """A person; cleaning, drawing and describing go part by part."""

    name = "person"
    template = "person"
    fieldset = True
    keys = frozenset({"parts", "optional", "kinds"})

    def problems(self, field: Field) -> list[str]:
        """A person has parts (refused while they are read)."""
        return [] if field.parts else ["parts không được trống"]

    def read(self, field: Field, post: Post, name: str) -> Any:
        """Return what was typed in every part."""
        typed = {part.code: part.kind.read(part, post, f"{name}.{part.code}") for part in field.parts}
        return {code: value for code, value in typed.items() if value is not None} or None

    def is_empty(self, typed: Any) -> bool:
        """Return whether no part says anything; a nationality alone is no person."""
        if isinstance(typed, Mapping):
            return all(_says_nothing(value) for code, value in typed.items() if code != "nationality")
        return super().is_empty(typed)

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe the parts."""
        return {
            "type": "object",
            "properties": {part.code: {"title": str(part.label), **part.kind.schema(part)} for part in field.parts},
            "required": [part.code for part in field.parts if part.required],
            "additionalProperties": False,
        }

    def words(self, field: Field, value: Any) -> str:
        """Return one part a line."""
        if not isinstance(value, Mapping):
            return str(value)
        known = [part for part in field.parts if not part.kind.is_empty(value.get(part.code))]
        return "\n".join(
            text if part.code in ("full_name", "address") else f"{part.label}: {text}"
            for part in known
            for text in [part.kind.words(part, value[part.code])]
        )

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Parts are drawn as fields of their own."""
        return {}


def _says_nothing(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_says_nothing(part) for code, part in value.items() if code != "country")
    return value in (None, "", []) or (isinstance(value, str) and not value.strip())
