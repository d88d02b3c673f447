"""Comparing a list of officials with what is there: what is wrong, what changes. Nothing is written here."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed
from congvu.people import queries as people
from congvu.people.models import PROVINCE_WIDE, Agency, Official, OrgUnit, Post, Role, RoleHolding
from congvu.staffing.cells import Problems, values_of
from congvu.staffing.models import ImportRow
from congvu.staffing.reading import Row

ADMINS = ("agency_admin", "province_admin")
LENGTHS = {"staff_code": 40, "full_name": 200, "email": 254, "phone": 40, "title": 150}


class Officials:
    """What is known now, read once for a whole list, and the questions asked of it row by row."""

    def __init__(self, rows: Sequence[Row], *, by: Actor, at: datetime) -> None:
        self.by, self.at, self.today = by, at, timezone.localdate(at)
        lasting = Q(valid_to=None) | Q(valid_to__gt=self.today)
        self.agencies = {agency.code: agency for agency in Agency.objects.filter(lasting)}
        self.units = {(unit.agency_id, unit.code): unit.id for unit in OrgUnit.objects.filter(lasting)}
        self.known = {official.staff_code.casefold(): official for official in Official.objects.all()}
        self.posts: dict[tuple[Any, ...], Post] = {
            (post.official_id, post.agency_id, post.unit_id, post.title, post.valid_from): post
            for post in Post.objects.all()
        }
        self.holdings: dict[tuple[Any, ...], RoleHolding] = {
            (one.official_id, one.role, one.agency_id, one.unit_id, one.valid_from): one
            for one in RoleHolding.objects.all()
        }
        self.realms: dict[str, set[str]] = {}
        names = {official.id: code for code, official in self.known.items()}
        realm_of = dict(Agency.objects.values_list("id", "realm"))
        for post in self.posts.values():
            if post.valid_to is None or post.valid_to > self.today:
                self.realms.setdefault(names[post.official_id], set()).add(realm_of[post.agency_id])
        for row in rows:
            agency = self.agencies.get(row.cells.get("agency", ""))
            if row.sheet == "officials" and agency is not None:
                self.realms.setdefault(row.cells.get("staff_code", "").casefold(), set()).add(agency.realm)
        self.coming = {row.cells.get("staff_code", "").casefold() for row in rows if row.sheet == "officials"}
        self.named: dict[str, tuple[str, str, str]] = {}
        self.codes: set[str] = set(self.known)
        self.seen: dict[tuple[Any, ...], int] = {}
        self.may: dict[tuple[int | None, tuple[str, ...]], bool] = {}

    def examine(self, row: Row) -> ImportRow:
        """Return the row with its problems, or with what loading it does."""
        problems = Problems()
        values = values_of(row, problems)
        for key, most in LENGTHS.items():
            if len(values.get(key, "")) > most:
                problems[key] = _("Dài quá %s ký tự.") % most
        found = ImportRow(
            sheet=row.sheet, number=row.number, subject=values["staff_code"].casefold()[:80], cells=row.cells
        )
        deeds = (self._post if row.sheet == "officials" else self._role)(values, problems, row.number)
        found.problems = dict(problems)
        if problems:
            found.state = ImportRow.State.WRONG
        else:
            found.deeds = [deed for deed, _words in deeds]
            found.changes = [words for _deed, words in deeds]
            found.state = ImportRow.State.READY if deeds else ImportRow.State.SAME
        return found

    def _place(self, values: dict[str, str], problems: Problems) -> tuple[int | None, int | None]:
        """Return agency and unit by their codes."""
        if not values["agency"]:
            return None, None
        agency = self.agencies.get(values["agency"])
        if agency is None:
            problems["agency"] = _("Không có cơ quan nào đang hoạt động mang mã %s.") % values["agency"][:40]
            return None, None
        if not self._allowed(agency.id, ADMINS):
            problems["agency"] = _("Bạn không quản trị cơ quan %s.") % values["agency"]
        unit = self.units.get((agency.id, values["unit"])) if values["unit"] else None
        if values["unit"] and unit is None:
            problems["unit"] = _("Cơ quan %(agency)s không có bộ phận mang mã %(unit)s.") % {
                "agency": values["agency"],
                "unit": values["unit"][:40],
            }
        return agency.id, unit

    def _allowed(self, agency_id: int | None, roles: tuple[str, ...]) -> bool:
        asked = (agency_id, roles)
        if asked not in self.may:
            self.may[asked] = people.holds(by=self.by, roles=roles, agency_id=agency_id, at=self.at)
        return self.may[asked]

    def _days(self, values: dict[str, str], problems: Problems) -> tuple[date | None, date | None]:
        first = date.fromisoformat(values["valid_from"]) if values["valid_from"] else None
        last = date.fromisoformat(values["valid_to"]) if values["valid_to"] else None
        if first and last and last < first:
            problems["valid_to"] = _("Ngày kết thúc phải sau ngày bắt đầu.")
        return first, last

    def _once(self, key: tuple[Any, ...], number: int, problems: Problems) -> None:
        before = self.seen.setdefault(key, number)
        if before != number:
            problems[""] = _("Trùng với dòng %s của cùng tờ.") % before

    def _person(self, values: dict[str, str], problems: Problems) -> list[tuple[dict[str, Any], str]]:
        """Return what a row says about the person: entered, mended, or neither."""
        code = values["staff_code"].casefold()
        said = (values["full_name"], values["email"], values["phone"])
        before = self.named.setdefault(code, said)
        if before != said:
            problems["full_name"] = _("Họ tên, thư hoặc điện thoại khác với dòng trước của cùng mã cán bộ.")
        if values["email"]:
            try:
                validate_email(values["email"])
            except ValidationError:
                problems["email"] = _("“%s” không phải địa chỉ thư điện tử.") % values["email"][:60]
        known = self.known.get(code)
        fields = {"full_name": said[0], "email": said[1], "phone": said[2]}
        if known is None:
            if code in self.codes:
                return []
            if not problems:
                self.codes.add(code)
            return [({"do": "enrol", **fields, "staff_code": values["staff_code"]}, _("Thêm cán bộ %s") % said[0])]
        kept = {key: value or getattr(known, key) for key, value in fields.items()}
        changed = [key for key, value in kept.items() if getattr(known, key) != value]
        if not changed or before is not said:
            return []
        if "email" in changed:
            try:
                people.require_governor(by=self.by, official_id=known.id, at=self.at)
            except NotAllowed as refusal:
                problems["email"] = str(refusal)
        words = "; ".join(f"{getattr(known, key) or '–'} → {kept[key]}" for key in changed)
        return [({"do": "mend", **kept}, _("Sửa %s") % words)]

    def _post(self, values: dict[str, str], problems: Problems, number: int) -> list[tuple[dict[str, Any], str]]:
        agency_id, unit_id = self._place(values, problems)
        first, last = self._days(values, problems)
        deeds = self._person(values, problems) if values["staff_code"] and values["full_name"] else []
        where = {"agency_id": agency_id}
        deeds = [({**deed, **where}, words) for deed, words in deeds]
        if agency_id is None and "agency" not in problems:
            if values["title"] or values["unit"]:
                problems["agency"] = _("Có chức vụ thì phải có mã cơ quan.")
            elif not self._allowed(None, ("province_admin",)):
                problems["agency"] = _("Ghi mã cơ quan bạn quản trị.")
            self._once((values["staff_code"].casefold(), None), number, problems)
            return deeds
        for key, words in (("title", _("Thiếu “%s”.") % "Chức vụ"), ("valid_from", _("Thiếu “%s”.") % "Từ ngày")):
            if not values[key]:
                problems.setdefault(key, words)
        if problems:
            return []
        self._once((values["staff_code"].casefold(), agency_id, unit_id, values["title"], first), number, problems)
        known = self.known.get(values["staff_code"].casefold())
        post = self.posts.get((known.id if known else 0, agency_id, unit_id, values["title"], first))
        title = values["title"]
        if post is None:
            deed = {"do": "appoint", "agency_id": agency_id, "unit_id": unit_id, "title": title}
            days = {"valid_from": values["valid_from"], "valid_to": values["valid_to"]}
            words = _("Giữ chức vụ %(title)s từ %(day)s") % {"title": title, "day": said(first)}
            return [*deeds, ({**deed, **days}, words)]
        return [*deeds, *self._ending(post, last, "end_post", _("Thôi chức vụ %s") % title, problems)]

    def _ending(
        self, row: Post | RoleHolding, last: date | None, do: str, words: str, problems: Problems
    ) -> list[tuple[dict[str, Any], str]]:
        if last is None or row.valid_to == last:
            return []
        if row.valid_to is not None and row.valid_to <= last:
            problems["valid_to"] = _("Đã kết thúc từ ngày %s.") % said(row.valid_to)
        return [({"do": do, "row": row.id, "on": last.isoformat()}, f"{words} {said(last)}")]

    def _role(self, values: dict[str, str], problems: Problems, number: int) -> list[tuple[dict[str, Any], str]]:
        agency_id, unit_id = self._place(values, problems)
        first, last = self._days(values, problems)
        code = values["staff_code"].casefold()
        known = self.known.get(code)
        if code and known is None and code not in self.coming:
            problems["staff_code"] = _("Không có cán bộ mang mã %s trong hệ thống hoặc ở tờ Cán bộ.") % code[:40]
        if problems or agency_id is None:
            return []
        role = values["role"]
        self._once((code, role, agency_id, unit_id, first), number, problems)
        holding = self.holdings.get((known.id if known else 0, role, agency_id, unit_id, first))
        if holding is not None:
            deeds = self._ending(holding, last, "end_role", _("Thôi vai trò %s") % holding.get_role_display(), problems)
        else:
            deed = {"do": "grant", "role": role, "agency_id": agency_id, "unit_id": unit_id}
            days = {"valid_from": values["valid_from"], "valid_to": values["valid_to"]}
            label = Role(role).label
            deeds = [({**deed, **days}, _("Giao vai trò %(role)s từ %(day)s") % {"role": label, "day": said(first)})]
        if deeds:
            self._check_power(role, agency_id, code, known, problems)
        return deeds

    def _check_power(self, role: str, agency_id: int, code: str, known: Official | None, problems: Problems) -> None:
        if role in PROVINCE_WIDE and not self._allowed(agency_id, ("province_admin",)):
            problems["role"] = _("Vai trò này do người quản trị toàn tỉnh giao.")
        if known is not None and known.id == self.by.id:
            problems["role"] = _("Không ai tự giao hoặc tự thu vai trò của mình.")
        realm = next(agency.realm for agency in self.agencies.values() if agency.id == agency_id)
        if self.realms.get(code) and realm not in self.realms[code]:
            problems["agency"] = _("Cán bộ làm việc ở khối khác. Giao ngoài khối: làm ở trang của cán bộ.")


def said(day: date | None) -> str:
    """Write a day."""
    return f"{day:%d/%m/%Y}" if day else ""
