"""Certificates that run out: holders are told 30, 7 and 1 day before, once each; administrators how many there are."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from congvu.notices import operations as notices
from congvu.people import queries as people
from congvu.people.models import Agency, Official, Role
from congvu.signing.models import Credential

DAYS = (1, 7, 30)
"""Before the end; the nearest that has been reached is told."""


def warn_of_ends(*, at: datetime) -> int:
    """Tell of certificates in use that run out soon; return how many. Any number of calls tell each step once."""
    found = Credential.objects.filter(
        state=Credential.State.ACTIVE, valid_to__gt=at, valid_to__lte=at + timedelta(days=max(DAYS))
    ).select_related("official", "agency")
    rows = list(found.order_by("valid_to", "id"))
    steps = [(row, next(days for days in DAYS if row.valid_to <= at + timedelta(days=days))) for row in rows]
    for row, step in steps:
        for official in _told(row, at=at):
            _tell(row, official, step, at=at)
    if steps:
        _tell_administrators(steps, at=at)
    return len(rows)


def _tell_administrators(steps: list[tuple[Credential, int]], *, at: datetime) -> None:
    """Tell the province's administrators how many end, whenever one more has come nearer."""
    counts = {days: sum(row.valid_to <= at + timedelta(days=days) for row, _step in steps) for days in DAYS}
    mark = hashlib.sha256(repr([(row.pk, step) for row, step in steps]).encode()).hexdigest()[:16]
    for official in _province_admins(at):
        notices.notify(
            template="certificates_end",
            official_id=official.pk,
            subject="credentials",
            data={
                "name": official.full_name,
                "in_1": counts[1],
                "in_7": counts[7],
                "in_30": counts[30],
                "path": "/control/chung-thu/?xem=het-30",
            },
            key=f"credentials:end:{mark}:{official.pk}",
            at=at,
        )


def _province_admins(at: datetime) -> list[Official]:
    found = people.roles(on=timezone.localdate(at)).filter(role=Role.PROVINCE_ADMIN, agency__realm=Agency.Realm.STATE)
    return list({one.official_id: one.official for one in found.select_related("official")}.values())


def _told(row: Credential, *, at: datetime) -> Iterator[Official]:
    """Yield the holder, or the agency's clerks and administrators, once each."""
    mine = [row.official] if row.official else []
    for role in (Role.CLERK, Role.AGENCY_ADMIN) if row.agency_id else ():
        mine += people.officials_with(role=role, agency_id=row.agency_id or 0, at=at)
    yield from {one.pk: one for one in mine if one is not None}.values()


def _tell(row: Credential, official: Official, step: int, *, at: datetime) -> None:
    notices.notify(
        template="certificate_ends",
        official_id=official.pk,
        subject=row.subject,
        data={
            "name": official.full_name,
            "owner": row.owner,
            "serial": row.serial,
            "day": f"{timezone.localtime(row.valid_to):%d/%m/%Y}",
            "path": "/desk/chung-thu/",
        },
        key=f"{row.subject}:ends:{step}:{official.pk}",
        at=at,
    )
