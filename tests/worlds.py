"""Random worlds for tests of access: agencies, officials, and powers that begin, end and are lent at random.

What somebody may do is said here a second time, in SQL and plain loops over rows: nothing here calls the rules of the
program, so that a mistake in them is not repeated.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone
from hypothesis import strategies as st

from congvu.accounts import operations as accounts
from congvu.accounts.models import Account
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.people import operations as people
from congvu.people.models import Absence, Agency, Official, OrgUnit, Post, RoleHolding

LONG_AGO = dt.date(2026, 1, 1)
ROLES = [
    *("reception", "case_officer", "unit_head", "leader", "clerk", "cashier", "return_desk", "auditor"),
    *("agency_admin", "province_admin"),
]
BEGINS, ENDS = st.sampled_from([-200, -1, 0, 1, 30]), st.sampled_from([None, None, None, -1, 0, 1, 30])
"""Days from today; an end is the first day no longer."""
POWERS = """
SELECT h.agency_id, h.unit_id, h.role, h.official_id, a.realm
FROM people_roleholding h JOIN people_agency a ON a.id = h.agency_id
WHERE h.valid_from <= %(day)s AND coalesce(h.valid_to, 'infinity') > %(day)s
  AND a.valid_from <= %(day)s AND coalesce(a.valid_to, 'infinity') > %(day)s
  AND (h.official_id = %(who)s
       OR h.role NOT IN ('agency_admin', 'province_admin', 'auditor')
          AND EXISTS (SELECT FROM people_absence x WHERE x.official_id = h.official_id AND x.delegate_id = %(who)s
                      AND x.starts_at <= %(at)s AND %(at)s < x.ends_at)
          AND EXISTS (SELECT FROM people_post p WHERE p.official_id = %(who)s AND p.agency_id = h.agency_id
                      AND p.valid_from <= %(day)s AND coalesce(p.valid_to, 'infinity') > %(day)s))
"""


@dataclass(frozen=True)
class Power:
    """A role somebody may use now: their own, or (``holder``) an absent colleague's."""

    agency: int
    unit: int | None
    role: str
    holder: int
    realm: str


@dataclass
class Stage:
    """What every world has: agencies with a unit each, officials with accounts."""

    agencies: list[Agency]
    units: list[OrgUnit]
    officials: list[Official]
    accounts: list[Account]

    def actor(self, number: int) -> Actor:
        one = self.officials[number]
        return Actor(kind=ActorKind.OFFICIAL, id=one.pk, name=one.full_name)


def open_stage(names: int = 3) -> Stage:
    """Open two agencies of the state and one of the Party, and enrol officials without any power."""
    now = timezone.now()
    given = [("H24.61", "Sở Một", "state"), ("H24.62", "Sở Hai", "state"), ("A24.63", "Ban Ba", "party")]
    agencies = [
        people.open_agency(code=code, name=name, kind="department", realm=realm, valid_from=LONG_AGO, by=SYSTEM, at=now)
        for code, name, realm in given
    ]
    units = [
        people.open_unit(
            agency_id=one.pk, code="P", name="Phòng", kind="division", valid_from=LONG_AGO, by=SYSTEM, at=now
        )
        for one in agencies
    ]
    officials = [people.enrol(staff_code=f"w{n}", full_name=f"Người Thứ {n}", by=SYSTEM, at=now) for n in range(names)]
    doors = [
        accounts.open_account(
            official_id=one.pk, username=f"w{one.pk}", password="mua-xuan-tren-song-cam", by=SYSTEM, at=now
        )
        for one in officials
    ]
    return Stage(agencies, units, officials, doors)


def pick(count: int, *, none: bool = False) -> st.SearchStrategy[int | None]:
    """Draw the number of one of so many things, or None."""
    found: st.SearchStrategy[int | None] = st.integers(0, count - 1)
    return st.none() | found if none else found


@st.composite
def powers(draw: Any, officials: int = 3, agencies: int = 3) -> dict[str, list[Any]]:
    """Draw posts, roles and absences: none twice, as the database asks."""
    official, agency = pick(officials), pick(agencies)
    return {
        "posts": draw(
            st.lists(st.tuples(official, agency, BEGINS, ENDS), max_size=5, unique_by=lambda row: row[:2])
        ),
        "roles": draw(
            st.lists(
                st.tuples(official, st.sampled_from(ROLES), agency, st.booleans(), BEGINS, ENDS),
                max_size=6,
                unique_by=lambda row: row[:4],
            )
        ),
        "absences": draw(
            st.lists(
                st.tuples(official, official, st.sampled_from([-5, -1, 1]), st.sampled_from([2, 3, 9])),
                max_size=2,
                unique_by=lambda row: row[0],
            )
        ),
    }  # fmt: skip


def let_hold(stage: Stage, drawn: dict[str, list[Any]], at: dt.datetime) -> None:
    """Write the powers that were drawn."""
    day = timezone.localdate(at)
    for official, agency, begins, ends in drawn["posts"]:
        if span := _span(day, begins, ends):
            Post.objects.create(
                official=stage.officials[official], agency=stage.agencies[agency], title="Chuyên viên", **span
            )
    for official, role, agency, in_unit, begins, ends in drawn["roles"]:
        if span := _span(day, begins, ends):
            unit = stage.units[agency] if in_unit else None
            who, where = stage.officials[official], stage.agencies[agency]
            RoleHolding.objects.create(official=who, role=role, agency=where, unit=unit, **span)
    for absent, delegate, begins, days in drawn["absences"]:
        if absent != delegate:
            start = at + dt.timedelta(days=begins)
            away, stands_in = stage.officials[absent], stage.officials[delegate]
            Absence.objects.create(
                official=away, delegate=stands_in, starts_at=start, ends_at=start + dt.timedelta(days=days)
            )


def _span(day: dt.date, begins: int, ends: int | None) -> dict[str, dt.date | None] | None:
    start = day + dt.timedelta(days=begins)
    end = None if ends is None else day + dt.timedelta(days=ends)
    return {"valid_from": start, "valid_to": end} if end is None or start < end else None


def held(official: Official, at: dt.datetime) -> list[Power]:
    """Return what somebody may do now, asked of the tables in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS, {"who": official.pk, "at": at, "day": timezone.localdate(at)})
        return [Power(*row) for row in cursor.fetchall()]
