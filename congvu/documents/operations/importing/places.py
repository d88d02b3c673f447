"""Agencies, units and officials of a pack: opened by the operations of people, known ones passed over."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor
from congvu.kit.errors import Declined
from congvu.kit.tables import Problem, Row
from congvu.people import operations as people
from congvu.people.models import Agency, Official, OrgUnit, Post, RoleHolding

TABLES = ("agencies.csv", "units.csv", "accounts.csv")
Told = tuple[bool, Problem | None]
"""Whether a row was new, and what was wrong with it."""


def agencies(rows: Sequence[Row], *, by: Actor, at: dt.datetime) -> Iterator[Told]:
    """Open agencies, superiors first; yield what came of each row."""
    here = {one.code: one for one in Agency.objects.filter(valid_to=None)}
    waiting = list(rows)
    while waiting:
        later = [row for row in waiting if row["parent"] and row["parent"] not in here]
        now = [row for row in waiting if row not in later]
        if not now:
            for row in later:
                yield False, _wrong(row, "parent", _("Không có cơ quan cấp trên mang mã này."))
            return
        for row in now:
            known = here.get(row["code"])
            if known is not None:
                yield False, _same(row, {"name": (row["name"], known.name)})
                continue
            try:
                here[row["code"]] = _open_agency(row, here, by=by, at=at)
            except Declined as refusal:
                yield False, _wrong(row, "code", str(refusal))
                continue
            yield True, None
        waiting = later


def _open_agency(row: Row, here: dict[str, Agency], *, by: Actor, at: dt.datetime) -> Agency:
    fields = {name: row[name] for name in ("code", "name", "short_name", "kind", "address", "phone", "email")}
    return people.open_agency(
        **fields,
        realm=row["realm"] or Agency.Realm.STATE,
        parent_id=here[row["parent"]].pk if row["parent"] else None,
        code_is_invented=row["invented"] == "yes",
        valid_from=row["valid_from"],
        by=by,
        at=at,
    )


def units(rows: Sequence[Row], *, by: Actor, at: dt.datetime) -> Iterator[Told]:
    """Open units; yield what came of each row."""
    agencies_here = dict(Agency.objects.filter(valid_to=None).values_list("code", "pk"))
    here = {(one.agency_id, one.code): one for one in OrgUnit.objects.filter(valid_to=None)}
    for row in rows:
        agency_id = agencies_here.get(row["agency"])
        if agency_id is None:
            yield False, _wrong(row, "agency", _("Không có cơ quan nào đang hoạt động mang mã này."))
        elif known := here.get((agency_id, row["code"])):
            yield False, _same(row, {"name": (row["name"], known.name)})
        else:
            try:
                made = people.open_unit(
                    agency_id=agency_id,
                    code=row["code"],
                    name=row["name"],
                    kind=row["kind"] or OrgUnit.Kind.DIVISION,
                    valid_from=row["valid_from"],
                    by=by,
                    at=at,
                )
            except Declined as refusal:
                yield False, _wrong(row, "code", str(refusal))
                continue
            here[agency_id, made.code] = made
            yield True, None


class Known:
    """Officials, posts and roles that are there, by what a row says of them."""

    def __init__(self) -> None:
        self.agencies = dict(Agency.objects.filter(valid_to=None).values_list("code", "pk"))
        self.units = {(one.agency_id, one.code): one.pk for one in OrgUnit.objects.filter(valid_to=None)}
        self.officials = {one.staff_code.lower(): one for one in Official.objects.all()}
        posts = Post.objects.filter(valid_to=None).values_list("official_id", "agency_id", "unit_id", "title")
        self.posts: set[tuple[int, int, int | None, str]] = set(posts)
        roles = RoleHolding.objects.filter(valid_to=None)
        self.roles: set[tuple[int, str, int, int | None]] = set(
            roles.values_list("official_id", "role", "agency_id", "unit_id")
        )


def accounts(rows: Sequence[Row], *, by: Actor, at: dt.datetime) -> Iterator[Told]:
    """Enter officials with their posts and roles; a row more of one who is there adds a post or role; yield each."""
    known = Known()
    for row in rows:
        agency_id = known.agencies.get(row["agency"])
        if agency_id is None:
            yield False, _wrong(row, "agency", _("Không có cơ quan nào đang hoạt động mang mã này."))
            continue
        unit_id = known.units.get((agency_id, row["unit"])) if row["unit"] else None
        if row["unit"] and unit_id is None:
            yield False, _wrong(row, "unit", _("Cơ quan không có bộ phận mang mã này."))
            continue
        found = known.officials.get(row["staff_code"].lower())
        if found is not None and found.full_name != row["full_name"]:
            yield False, _same(row, {"full_name": (row["full_name"], found.full_name)})
            continue
        try:
            with transaction.atomic():
                yield _account(row, agency_id, unit_id, known, by=by, at=at), None
        except Declined as refusal:
            yield False, _wrong(row, "staff_code", str(refusal))


def _account(row: Row, agency_id: int, unit_id: int | None, known: Known, *, by: Actor, at: dt.datetime) -> bool:
    common: dict[str, Any] = {"by": by, "at": at}
    official = known.officials.get(row["staff_code"].lower())
    is_new = official is None
    if official is None:
        fields = {name: row[name] for name in ("staff_code", "full_name", "email", "phone")}
        official = people.enrol(**fields, agency_id=agency_id, **common)
        known.officials[row["staff_code"].lower()] = official
    where: dict[str, Any] = {"official_id": official.pk, "agency_id": agency_id, "unit_id": unit_id}
    post = (official.pk, agency_id, unit_id, row["title"])
    if post not in known.posts:
        people.appoint(**where, title=row["title"], valid_from=row["valid_from"], **common)
        known.posts.add(post)
        is_new = True
    role = (official.pk, row["role"], agency_id, unit_id)
    if row["role"] and role not in known.roles:
        people.grant_role(**where, role=row["role"], valid_from=row["valid_from"], **common)
        known.roles.add(role)
        is_new = True
    return is_new


def _same(row: Row, pairs: dict[str, tuple[str, str]]) -> Problem | None:
    """Say what a row says otherwise than what is here: nothing here is overwritten."""
    for column, (said, here) in pairs.items():
        if said != here:
            message = _("Trên hệ thống đang là “%(here)s”; nhập không sửa cái đã có.") % {"here": here}
            return _wrong(row, column, message)
    return None


def _wrong(row: Row, column: str, message: str) -> Problem:
    return Problem(row.file, row.number, column, message)
