"""identifier, tax_code, phone, email: the numbers and names by which somebody is found."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from congvu.forms.definition import Field
from congvu.forms.kinds.kind import Kind, Scope, Wrong, line, mended
from congvu.people import queries as people

SHAPES = {"personal": r"[0-9]{12}", "old_id": r"[0-9]{9}", "passport": r"[A-Z]{1,2}[0-9]{6,8}|[A-Z0-9]{6,12}"}
"""Personal number (Luật Căn cước 2023), identity card of before 2016, passport."""


class Identifier(Kind):
    """A personal number, an old identity card or a passport."""

    name = "identifier"
    keys = frozenset({"kinds", "birth_date", "sex"})

    def kinds(self, field: Field) -> list[str]:
        """Return which papers are taken."""
        return list(field.settings.get("kinds", ["personal"]))

    def problems(self, field: Field) -> list[str]:
        """Only known papers."""
        return [f"kinds không biết: {kind}" for kind in self.kinds(field) if kind not in SHAPES]

    def parse(self, field: Field, typed: Any, scope: Scope) -> str:
        """Return the number without blanks and dots, letters large."""
        number = re.sub(r"[\s.\-]", "", line(field, typed)).upper()
        kinds = self.kinds(field)
        kind = next((kind for kind in kinds if re.fullmatch(SHAPES[kind], number)), None)
        if kind is None:
            raise Wrong(self._shape(field, kinds, number))
        if kind == "personal":
            _unless_right(field, people.check_personal(number))
        return number

    def _shape(self, field: Field, kinds: list[str], number: str) -> str:
        if kinds == ["personal"]:
            facts = {"name": field.name, "now": len(number)}
            if number.isdigit():
                return _("Ghi %(name)s đủ 12 chữ số như trên thẻ căn cước, đang có %(now)d") % facts
            return _("Ghi %(name)s gồm 12 chữ số như trên thẻ căn cước") % facts
        names = {
            "personal": _("số định danh 12 chữ số"),
            "old_id": _("số chứng minh nhân dân 9 chữ số"),
            "passport": _("số hộ chiếu"),
        }
        return _("Ghi %(name)s là %(kinds)s") % {
            "name": field.name,
            "kinds": _(" hoặc ").join(names[kind] for kind in kinds),
        }

    def disagreement(self, field: Field, value: Any, scope: Scope) -> str:
        """Compare a personal number with the birth date and sex given beside it."""
        if not re.fullmatch(SHAPES["personal"], str(value)):
            return ""
        born, sex = (scope.at(str(field.settings.get(key, key))) for key in ("birth_date", "sex"))
        day = date.fromisoformat(born) if isinstance(born, str) and len(born) == 10 else None
        problems = people.check_personal(value, day, sex if isinstance(sex, str) else None)
        return _to_mend(field, problems[0]) if problems else ""

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe the shapes; birth date and sex are checked by the server."""
        return {"type": "string", "pattern": f"^({'|'.join(SHAPES[kind] for kind in self.kinds(field))})$"}

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Ask for digits when only digits are taken."""
        digits = "passport" not in self.kinds(field)
        return super().view(field, typed, scope) | {
            "inputmode": "numeric" if digits else "",
            "width": 20,
            "spellcheck": False,
        }


class TaxCode(Kind):
    """A tax code of 10 digits, 13 for a branch, or a personal number (Luật Quản lý thuế: from 01/07/2025)."""

    name = "tax_code"

    def parse(self, field: Field, typed: Any, scope: Scope) -> str:
        """Return the code, a branch behind a dash."""
        digits = re.sub(r"[\s.\-]", "", line(field, typed))
        code = f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits
        _unless_right(field, people.check_tax(code))
        return code

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe the shapes; the check digit is the server's."""
        return {"type": "string", "pattern": r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$"}

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Ask for digits."""
        return super().view(field, typed, scope) | {"inputmode": "numeric", "width": 20, "spellcheck": False}


class Phone(Kind):
    """A telephone number."""

    name = "phone"

    def parse(self, field: Field, typed: Any, scope: Scope) -> str:
        """Return ten or eleven digits from 0, or + and a foreign number."""
        number = re.sub(r"[\s.\-()]", "", line(field, typed))
        number = re.sub(r"^(\+|00)84", "0", number)
        number = re.sub(r"^00", "+", number)
        if not re.fullmatch(r"0[1-9][0-9]{8,9}|\+[1-9][0-9]{6,14}", number):
            raise Wrong(
                _("Ghi %(name)s đủ 10 chữ số, ví dụ 0912 345 678; số nước ngoài bắt đầu bằng dấu +")
                % {"name": field.name}
            )
        return number

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe the taken numbers."""
        return {"type": "string", "pattern": r"^(0[1-9][0-9]{8,9}|\+[1-9][0-9]{6,14})$"}

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Ask as a telephone number."""
        return super().view(field, typed, scope) | {"type": "tel", "width": 20}


class Email(Kind):
    """An e-mail address."""

    name = "email"
    _valid = EmailValidator()

    def parse(self, field: Field, typed: Any, scope: Scope) -> str:
        """Return the address, its domain in small letters."""
        mailbox, _at, domain = line(field, typed).rpartition("@")
        address = f"{mailbox}@{domain.lower()}"
        try:
            self._valid(address)
        except ValidationError:
            raise Wrong(
                _("Ghi %(name)s có đủ tên, dấu @ và tên miền, ví dụ ten@vidu.vn") % {"name": field.name}
            ) from None
        return address

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe an e-mail address."""
        return {"type": "string", "format": "email", "maxLength": 320}

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Ask as an e-mail address."""
        return super().view(field, typed, scope) | {"type": "email", "spellcheck": False}


def _to_mend(field: Field, problem: str) -> str:
    return f"{problem.rstrip('.')}. {mended(field)}"


def _unless_right(field: Field, problems: list[str]) -> None:
    if problems:
        raise Wrong(_to_mend(field, problems[0]))
