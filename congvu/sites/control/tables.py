"""Rows of the lists of people."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from congvu.people.models import Absence, Official, Post, RoleHolding


@dataclass
class StaffRow:
    """An official with what they are and may do; ``absence`` is the one running now."""

    official: Official
    posts: list[Post] = field(default_factory=list)
    roles: list[RoleHolding] = field(default_factory=list)
    absence: Absence | None = None


def staff_rows(
    *,
    officials: Iterable[Official] = (),
    posts: Iterable[Post],
    roles: Iterable[RoleHolding],
    absences: Iterable[Absence] = (),
    now: dt.datetime,
) -> list[StaffRow]:
    """Return one row an official, in the order given; who has neither post nor role is in it only if named."""
    rows = {official.id: StaffRow(official) for official in officials}
    for post in posts:
        rows.setdefault(post.official_id, StaffRow(post.official)).posts.append(post)
    for holding in roles:
        rows.setdefault(holding.official_id, StaffRow(holding.official)).roles.append(holding)
    for absence in absences:
        if absence.official_id in rows and absence.starts_at <= now:
            rows[absence.official_id].absence = absence
    return list(rows.values())
