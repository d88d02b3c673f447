"""choice, choices, country, ethnic, yes_no, declaration: answers that are chosen."""

from typing import Any

from django.utils.translation import gettext as _

from congvu.forms import lists
from congvu.forms.definition import Field
from congvu.forms.kinds.kind import Kind, Post, Scope, Wrong
from congvu.forms.lists import Option

MANY = 7
"""More options than this stand in a select."""


class Choice(Kind):
    """One out of several."""

    name = "choice"
    keys = frozenset({"options", "as"})
    fieldset = True

    def options(self, field: Field) -> tuple[Option, ...]:
        """Return what may be chosen."""
        return field.options

    def problems(self, field: Field) -> list[str]:
        """A choice needs options."""
        return [] if self.options(field) else ["cần options: điều được chọn"]

    def drawn(self, field: Field) -> tuple[str, bool]:
        """Few options stand as radios, many in a select."""
        select = field.settings.get("as", "select" if len(self.options(field)) > MANY else "radios") == "select"
        return ("select", False) if select else ("radios", True)

    def parse(self, field: Field, typed: Any, scope: Scope) -> Any:
        """Return the chosen value."""
        if not isinstance(typed, str) or typed not in {option.value for option in self.options(field)}:
            raise Wrong(_("Chọn %(name)s trong các mục đã cho") % {"name": field.name})
        return typed

    def missing(self, field: Field) -> str:
        """Ask to choose."""
        return _("Chọn %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """List the values."""
        return {"enum": [option.value for option in self.options(field)]}

    def words(self, field: Field, value: Any) -> str:
        """Return the option's label."""
        return lists.label(self.options(field), value)

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Return the options, the chosen one marked."""
        chosen = typed if isinstance(typed, list) else [typed]
        rows = [
            {"value": one.value, "label": one.label, "help": one.help, "chosen": one.value in chosen}
            for one in self.options(field)
        ]
        return {"options": rows, "inline": len(rows) <= 3 and not any(row["help"] for row in rows)}


class Choices(Choice):
    """Any number out of several."""

    name = "choices"
    template = "checkboxes"
    keys = frozenset({"options", "min", "max"})

    def drawn(self, field: Field) -> tuple[str, bool]:
        """Return the boxes to tick."""
        return "checkboxes", True

    def problems(self, field: Field) -> list[str]:
        """Options, and how many of them."""
        counts = [(key, field.settings.get(key, 1)) for key in ("min", "max")]
        wrong = [
            f"{key} phải là số mục" for key, count in counts if isinstance(count, bool) or not isinstance(count, int)
        ]
        return super().problems(field) + wrong

    def read(self, field: Field, post: Post, name: str) -> Any:
        """Return all ticked values."""
        return list(post.getlist(name))

    def parse(self, field: Field, typed: Any, scope: Scope) -> list[str]:
        """Return the ticked values in the order of the options, each once."""
        known = [option.value for option in self.options(field)]
        typed = [typed] if isinstance(typed, str) else typed
        if not isinstance(typed, list) or any(value not in known for value in typed):
            raise Wrong(_("Chọn %(name)s trong các mục đã cho") % {"name": field.name})
        chosen = [value for value in known if value in typed]
        facts = {
            "name": field.name,
            "least": field.settings.get("min", 1),
            "most": field.settings.get("max", len(known)),
        }
        if len(chosen) < facts["least"]:
            raise Wrong(_("Chọn ít nhất %(least)d mục cho %(name)s") % facts)
        if len(chosen) > facts["most"]:
            raise Wrong(_("Chọn nhiều nhất %(most)d mục cho %(name)s") % facts)
        return chosen

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe a set of values."""
        known = [option.value for option in self.options(field)]
        least, most = field.settings.get("min", 1), field.settings.get("max", len(known))
        return {"type": "array", "items": {"enum": known}, "uniqueItems": True, "minItems": least, "maxItems": most}

    def words(self, field: Field, value: Any) -> str:
        """Return the labels, one a line."""
        return "\n".join(lists.label(self.options(field), one) for one in value)


class Country(Choice):
    """A country, kept as ISO 3166-1 alpha-2."""

    name = "country"
    keys = frozenset()

    def drawn(self, field: Field) -> tuple[str, bool]:
        """Return the list."""
        return "select", False

    def options(self, field: Field) -> tuple[Option, ...]:
        """Return all countries."""
        return lists.countries()


class Ethnic(Choice):
    """One of the 54 ethnic groups."""

    name = "ethnic"
    keys = frozenset()

    def drawn(self, field: Field) -> tuple[str, bool]:
        """Return the list."""
        return "select", False

    def options(self, field: Field) -> tuple[Option, ...]:
        """Return the groups by code."""
        return lists.ethnic_groups()


class YesNo(Kind):
    """Có or Không."""

    name = "yes_no"
    template = "radios"
    fieldset = True

    def parse(self, field: Field, typed: Any, scope: Scope) -> bool:
        """Return whether yes."""
        if isinstance(typed, bool):
            return typed
        if typed not in ("yes", "no"):
            raise Wrong(self.missing(field))
        return bool(typed == "yes")

    def missing(self, field: Field) -> str:
        """Ask for one of both."""
        return _("Chọn Có hoặc Không: %(question)s") % {"question": field.named or field.label}

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe true or false."""
        return {"type": "boolean"}

    def words(self, field: Field, value: Any) -> str:
        """Return Có or Không."""
        return _("Có") if value else _("Không")

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Return the two options."""
        rows = [("yes", _("Có"), typed in (True, "yes")), ("no", _("Không"), typed in (False, "no"))]
        return {
            "options": [{"value": value, "label": label, "chosen": chosen} for value, label, chosen in rows],
            "inline": True,
        }


class Declaration(Kind):
    """A promise that must be given."""

    name = "declaration"
    template = "declaration"
    keys = frozenset({"text"})

    def read(self, field: Field, post: Post, name: str) -> Any:
        """Return whether it is ticked."""
        return post.get(name) or ""

    def is_empty(self, typed: Any) -> bool:
        """An unticked box is no answer."""
        return typed is False or super().is_empty(typed)

    def parse(self, field: Field, typed: Any, scope: Scope) -> bool:
        """Return True."""
        if typed is not True and typed != "yes":
            raise Wrong(self.missing(field))
        return True

    def missing(self, field: Field) -> str:
        """Ask to tick."""
        return _("Đọc và đánh dấu vào ô “%(declared)s”") % {"declared": field.named or field.label}

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe the one value."""
        return {"const": True}

    def words(self, field: Field, value: Any) -> str:
        """Return that it was given."""
        return _("Đã cam đoan")

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Return the declared text and whether it is ticked."""
        return {"chosen": typed in (True, "yes"), "text": field.settings.get("text") or field.label}
