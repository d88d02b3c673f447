"""Comparing a list of agencies and units with what is there. Nothing is written here."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor
from congvu.people import queries as people
from congvu.people.models import Agency, OrgUnit
from congvu.staffing.cells import Problems, values_of
from congvu.staffing.models import ImportRow
from congvu.staffing.reading import Row

CONTACT = ("short_name", "address", "phone", "email")
LENGTHS = {"code": 35, "name": 200, "short_name": 100, "address": 300, "phone": 40, "email": 254}


class Agencies:
    """What is known now, and the questions asked of it row by row. Agencies end on their own page, never by a list."""

    def __init__(self, rows: Sequence[Row], *, by: Actor, at: datetime) -> None:
        self.by, self.at, self.today = by, at, timezone.localdate(at)
        lasting = Q(valid_to=None) | Q(valid_to__gt=self.today)
        self.known = {agency.code: agency for agency in Agency.objects.filter(lasting)}
        self.units = {(unit.agency_id, unit.code): unit for unit in OrgUnit.objects.filter(lasting)}
        self.coming = {row.cells.get("code", ""): row for row in rows if row.sheet == "agencies"}
        self.opened: set[str] = set()
        self.seen: dict[tuple[str, ...], int] = {}
        self.may: dict[str, bool] = {}

    def examine(self, row: Row) -> ImportRow:
        """Return the row with its problems, or with what loading it does."""
        problems = Problems()
        values = values_of(row, problems)
        for key, most in LENGTHS.items():
            if len(values.get(key, "")) > most:
                problems[key] = _("Dài quá %s ký tự.") % most
        subject = values["code"] if row.sheet == "agencies" else values["agency"]
        before = self.seen.setdefault((row.sheet, subject, values["code"]), row.number)
        if before != row.number:
            problems[""] = _("Trùng với dòng %s của cùng tờ.") % before
        found = ImportRow(sheet=row.sheet, number=row.number, subject=subject[:80], cells=row.cells)
        deeds = (self._agency if row.sheet == "agencies" else self._unit)(values, problems)
        found.problems = dict(problems)
        if problems:
            found.state = ImportRow.State.WRONG
        else:
            found.deeds = [deed for deed, _words in deeds]
            found.changes = [words for _deed, words in deeds]
            found.state = ImportRow.State.READY if deeds else ImportRow.State.SAME
        return found

    def _agency(self, values: dict[str, str], problems: Problems) -> list[tuple[dict[str, Any], str]]:
        if problems:
            return []
        known, code = self.known.get(values["code"]), values["code"]
        if not self._governs(values["realm"]):
            problems["realm"] = _("Bạn không quản trị khối này.")
        if known is None:
            parent = values["parent"]
            if parent and parent not in self.known and parent not in self.opened:
                problems["parent"] = _("Cơ quan cấp trên %s chưa có. Ghi nó ở dòng phía trên.") % parent[:40]
            self.opened.add(code)
            return [({"do": "open", **values}, _("Mở cơ quan %s") % values["name"])]
        fixed = {
            "name": (known.name, values["name"]),
            "kind": (known.kind, values["kind"]),
            "realm": (known.realm, values["realm"]),
        }
        for key, (was, now) in fixed.items():
            if was != now:
                problems[key] = _("Đổi tên, loại, khối: kết thúc cơ quan cũ rồi mở cơ quan mới ở trang của cơ quan.")
        kept = {key: values[key] or getattr(known, key) for key in CONTACT}
        changed = [key for key in CONTACT if getattr(known, key) != kept[key]]
        words = "; ".join(f"{getattr(known, key) or '–'} → {kept[key]}" for key in changed)
        return [({"do": "mend", "row": known.id, **kept}, _("Sửa %s") % words)] if changed else []

    def _unit(self, values: dict[str, str], problems: Problems) -> list[tuple[dict[str, Any], str]]:
        if problems:
            return []
        agency = self.known.get(values["agency"])
        if agency is None and values["agency"] not in self.opened:
            problems["agency"] = _("Không có cơ quan nào đang hoạt động mang mã %s.") % values["agency"][:40]
            return []
        unit = self.units.get((agency.id, values["code"])) if agency else None
        if unit is None:
            return [({"do": "open_unit", **values}, _("Mở bộ phận %s") % values["name"])]
        if (unit.name, unit.kind) != (values["name"], values["kind"]):
            problems["name"] = _("Đổi tên, loại bộ phận: kết thúc bộ phận cũ rồi mở bộ phận mới ở trang của cơ quan.")
        return []

    def _governs(self, realm: str) -> bool:
        if realm not in self.may:
            self.may[realm] = people.holds(by=self.by, roles=("province_admin",), realm=realm, at=self.at)
        return self.may[realm]


def first_day(values: dict[str, str]) -> date | None:
    """Return the day from which a row counts."""
    return date.fromisoformat(values["valid_from"]) if values["valid_from"] else None
