"""file, computed: answers nobody types."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from congvu.files.queries import readable_size
from congvu.forms.definition import Field
from congvu.forms.kinds.kind import Kind, Post, Scope, Wrong

NAMES = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "docx": "Word", "xlsx": "Excel"}
ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg,.jpeg", "png": ".png", "docx": ".docx", "xlsx": ".xlsx"}


class File(Kind):
    """Uploaded files: a list of ``{id, name, size}``; the file itself lies in ``congvu.files``."""

    name = "file"
    template = "file"
    keys = frozenset({"kinds", "max_mb", "max_files"})

    def read(self, field: Field, post: Post, name: str) -> Any:
        """Return the ids the page says it has; who stores uploads must check whose they are."""
        return [{"id": use} for use in post.getlist(name)]

    def parse(self, field: Field, typed: Any, scope: Scope) -> list[dict[str, Any]]:
        """Return the files, each once."""
        if not isinstance(typed, list) or not all(isinstance(one, Mapping) for one in typed):
            raise Wrong(self.missing(field))
        files = {use: _taken(one) for one in typed if (use := _uuid(one.get("id")))}
        if len(files) < len(typed):
            raise Wrong(_("Tệp của %(name)s chưa tải lên xong. Chọn tệp và tải lên lại") % {"name": field.name})
        most = field.settings.get("max_files", 1)
        if len(files) > most:
            raise Wrong(
                _("Giữ lại nhiều nhất %(most)d tệp cho %(name)s, đang có %(now)d")
                % {"most": most, "name": field.name, "now": len(files)}
            )
        return [{**one, "id": use} for use, one in files.items()]

    def missing(self, field: Field) -> str:
        """Ask for the file."""
        return _("Đính kèm %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe the list of uses."""
        properties = {
            "id": {"type": "string", "format": "uuid"},
            "name": {"type": "string"},
            "size": {"type": "integer", "minimum": 0},
        }
        return {
            "type": "array",
            "minItems": 1,
            "maxItems": field.settings.get("max_files", 1),
            "items": {"type": "object", "properties": properties, "required": ["id"], "additionalProperties": False},
        }

    def words(self, field: Field, value: Any) -> str:
        """Return the names, one a line."""
        return "\n".join(str(one.get("name") or one.get("id")) for one in value if isinstance(one, Mapping))

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Return the files that are there and what may be added."""
        kinds = field.settings.get("kinds", ["pdf", "jpeg", "png"])
        entries = [one for one in typed if isinstance(one, Mapping)] if isinstance(typed, list) else []
        there = [{**_taken(one), "id": _uuid(one.get("id"))} for one in entries if _uuid(one.get("id"))]
        facts = {
            "kinds": ", ".join(NAMES.get(kind, kind.upper()) for kind in kinds),
            "mb": field.settings.get("max_mb", 10),
        }
        return {
            "files": [{**one, "size": readable_size(one["size"]) if one.get("size") else ""} for one in there],
            "accept": ",".join(ENDINGS.get(kind, f".{kind}") for kind in kinds),
            "multiple": field.settings.get("max_files", 1) > 1,
            "room": len(there) < field.settings.get("max_files", 1),
            "limits": _("Tệp %(kinds)s, mỗi tệp không quá %(mb)s MB") % facts,
        }


class Computed(Kind):
    """What the other answers give; never asked."""

    name = "computed"
    template = "computed"
    keys = frozenset({"value", "hidden"})

    def parse(self, field: Field, typed: Any, scope: Scope) -> Any:
        """Return the value of the expression, whatever came in."""
        value = field.settings["value"].value(scope.names)
        try:
            return json.loads(json.dumps(value, allow_nan=False))
        except (TypeError, ValueError):
            return None

    def schema(self, field: Field) -> dict[str, Any]:
        """Say that the server makes it."""
        return {"readOnly": True}

    def words(self, field: Field, value: Any) -> str:
        """Return Có or Không for true and false, else the value."""
        if isinstance(value, bool):
            return _("Có") if value else _("Không")
        return str(value)


def _uuid(text: Any) -> str:
    try:
        return str(uuid.UUID(text)) if isinstance(text, str) else ""
    except ValueError:
        return ""


def _taken(one: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if isinstance(one.get("name"), str):
        found["name"] = one["name"][:255]
    if isinstance(one.get("size"), int) and not isinstance(one["size"], bool) and one["size"] >= 0:
        found["size"] = one["size"]
    return found
