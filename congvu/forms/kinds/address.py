"""address: an administrative unit as it was on a day, and the rest in words; or a foreign address in words."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from congvu.forms import lists
from congvu.forms.definition import Field
from congvu.forms.kinds.kind import Kind, Post, Scope, Wrong, line
from congvu.places import queries as places
from congvu.places.models import Place

HOME = "VN"
BOXES = ("country", "province", "commune", "detail")


class Address(Kind):
    """``{country, province, commune, detail, on, text}``; abroad ``{country, detail, text}``.

    ``text`` is how the address was called on the day ``on``; both are written by the server.
    """

    name = "address"
    template = "address"
    fieldset = True
    keys = frozenset({"province", "foreign", "detail", "on"})

    def problems(self, field: Field) -> list[str]:
        """``detail`` is one of three words."""
        detail, province = field.settings.get("detail", "optional"), field.settings.get("province", "31")
        wrong = [] if detail in ("required", "optional", "none") else ["detail là required, optional hoặc none"]
        is_code = isinstance(province, str) and len(province) == 2
        return wrong + ([] if is_code else ['province là mã hai chữ số trong ngoặc kép, ví dụ "31"'])

    def read(self, field: Field, post: Post, name: str) -> Any:
        """Return the boxes of the page."""
        return {box: post.get(f"{name}.{box}") or "" for box in BOXES if f"{name}.{box}" in post} or None

    def is_empty(self, typed: Any) -> bool:
        """Country and province may stand there by themselves: they are no answer yet."""
        if isinstance(typed, Mapping):
            return all(super(Address, self).is_empty(typed.get(box)) for box in ("commune", "detail")) and (
                typed.get("country") in (None, "", HOME)
            )
        return super().is_empty(typed)

    def parse(self, field: Field, typed: Any, scope: Scope) -> dict[str, str]:
        """Return the codes and the words."""
        if not isinstance(typed, Mapping):
            raise Wrong(self.missing(field), "province")
        detail = " ".join(line(field, typed.get("detail") or "").split())
        if len(detail) > 300:
            raise Wrong(_("Rút gọn %(name)s: số nhà, đường nhiều nhất là 300 ký tự") % {"name": field.name}, "detail")
        country = typed.get("country") or HOME
        if country != HOME:
            return self._abroad(field, country, detail)
        on = day_of(field, scope)
        return self._home(field, typed, detail, on)

    def _abroad(self, field: Field, country: Any, detail: str) -> dict[str, str]:
        if not field.settings.get("foreign"):
            raise Wrong(_("Ghi %(name)s ở Việt Nam") % {"name": field.name}, "province")
        name = next((option.label.vi for option in lists.countries() if option.value == country), "")
        if not name:
            raise Wrong(_("Chọn nước cho %(name)s trong danh sách") % {"name": field.name}, "country")
        if not detail:
            raise Wrong(_("Ghi %(name)s ở nước ngoài: số nhà, đường, thành phố") % {"name": field.name}, "detail")
        return {"country": country, "detail": detail, "text": f"{detail}, {name}"}

    def _home(self, field: Field, typed: Mapping[str, Any], detail: str, on: date) -> dict[str, str]:
        province, commune = field.settings.get("province") or typed.get("province"), typed.get("commune")
        if not province:
            raise Wrong(_("Chọn tỉnh, thành phố cho %(name)s") % {"name": field.name}, "province")
        if not commune and not unit_of(province, on):
            raise Wrong(_("Chọn tỉnh, thành phố cho %(name)s trong danh sách") % {"name": field.name}, "province")
        if not commune:
            raise Wrong(_("Chọn xã, phường, đặc khu cho %(name)s") % {"name": field.name}, "commune")
        line_up = list(_upwards(unit_of(commune, on)))
        if not line_up or line_up[0].level != 3 or line_up[-1].code != province:
            raise Wrong(
                _("Chọn lại xã, phường, đặc khu cho %(name)s trong danh sách của tỉnh, thành phố đã chọn")
                % {"name": field.name},
                "commune",
            )
        asked = detail if field.settings.get("detail") != "none" else ""
        if not asked and field.settings.get("detail") == "required":
            raise Wrong(_("Ghi số nhà, đường, thôn, tổ dân phố cho %(name)s") % {"name": field.name}, "detail")
        names = [asked, *(unit.name for unit in line_up)]
        found = {"country": HOME, "province": province, "commune": commune, "on": on.isoformat()}
        found["text"] = ", ".join(name for name in names if name)
        return found | ({"detail": asked} if asked else {})

    def missing(self, field: Field) -> str:
        """Ask to choose."""
        return _("Chọn %(name)s") % {"name": field.name}

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe an address at home, and one abroad where taken."""
        text = {"type": "string", "minLength": 1, "maxLength": 300}
        province: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{2}$"}
        if field.settings.get("province"):
            province = {"const": field.settings["province"]}
        home: dict[str, Any] = {
            "type": "object",
            "properties": {
                "country": {"const": HOME},
                "province": province,
                "commune": {"type": "string", "pattern": "^[0-9]{5}$"},
                "on": {"type": "string", "format": "date", "readOnly": True},
                "text": {"type": "string", "readOnly": True},
            },
            "required": ["country", "province", "commune"],
            "additionalProperties": False,
        }
        if field.settings.get("detail") != "none":
            home["properties"]["detail"] = text
        if field.settings.get("detail") == "required":
            home["required"].append("detail")
        if not field.settings.get("foreign"):
            return home
        others = [option.value for option in lists.countries() if option.value != HOME]
        abroad = {
            "type": "object",
            "properties": {"country": {"enum": others}, "detail": text, "text": {"type": "string", "readOnly": True}},
            "required": ["country", "detail"],
            "additionalProperties": False,
        }
        return {"anyOf": [home, abroad]}

    def words(self, field: Field, value: Any) -> str:
        """Return the whole address on one line, as it was called when it was given."""
        return str(value.get("text") or value.get("detail") or "") if isinstance(value, Mapping) else str(value)

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Return the lists to choose from; communes once the province is known."""
        boxes = typed if isinstance(typed, Mapping) else {}
        on, fixed = day_of(field, scope), field.settings.get("province")
        province = fixed or boxes.get("province") or ""
        country = boxes.get("country") or HOME
        return {
            "foreign": bool(field.settings.get("foreign")),
            "countries": [
                {"value": one.value, "label": one.label, "chosen": one.value == country} for one in lists.countries()
            ]
            if field.settings.get("foreign")
            else [],
            "fixed": fixed,
            "province_name": places.full_name(fixed, on) if fixed else "",
            "provinces": [] if fixed else _rows(places.provinces(on), province),
            "communes": _rows(places.communes(province, on), boxes.get("commune")) if _is_code(province) else [],
            "at_home": country == HOME,
            "ask_detail": field.settings.get("detail") != "none",
            "detail_required": field.settings.get("detail") == "required",
            "detail": boxes.get("detail") or "",
            "on": on.isoformat(),
        }


def day_of(field: Field, scope: Scope) -> date:
    """Return the day whose administrative units are meant: the field's own, another answer's, or today."""
    source = field.settings.get("on")
    if source is None:
        return scope.today
    for iso in (source, scope.at(str(source))):
        try:
            return date.fromisoformat(str(iso))
        except ValueError:
            continue
    return scope.today


def unit_of(code: Any, on: date) -> Place | None:
    """Return the unit that had the code that day, None when none had."""
    try:
        return places.place(code, on) if _is_code(code) else None
    except Place.DoesNotExist:
        return None


def _is_code(code: Any) -> bool:
    return isinstance(code, str) and code.isascii() and code.isdigit() and len(code) in (2, 5)


def _upwards(unit: Place | None) -> Iterator[Place]:
    while unit is not None:
        yield unit
        unit = unit.parent


def _rows(units: Any, chosen: Any) -> list[dict[str, Any]]:
    return [{"value": unit.code, "label": unit.name, "chosen": unit.code == chosen} for unit in units]
