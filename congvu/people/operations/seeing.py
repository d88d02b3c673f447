"""What officials and partners are shown of people in lists, written into the reading log under body and title."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.people.queries.powers import Grant


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing in a list with the person whose name stands there, and the agencies that work with it."""

    subject: str
    party_id: int
    agency_ids: Collection[int] = ()


def named(by: Actor, grant: Grant) -> Actor:
    """Return the official as the person will read of them: by agency and title of the power that opens the page."""
    title = grant.title if not grant.delegated else ""
    return replace(
        by,
        title=title or str(grant.role.label),
        agency_code=grant.agency_code,
        agency_name=grant.agency_name,
        acts_for=grant.official_name if grant.delegated else "",
        acts_for_id=grant.official_id if grant.delegated else None,
    )


def note_shown(
    rows: Iterable[Shown],
    *,
    grants: Iterable[Grant],
    roles: Collection[str] = (),
    fields: str = "name",
    purpose: str,
    by: Actor,
    at: datetime,
) -> None:
    """Write down whose names somebody saw in a list: once a day for each thing, one statement for each power.

    :param grants: an official's powers; a partner has none and is named as itself
    :param roles: by which such a list is opened, any when empty; who sees it by a power elsewhere is named by that one
    """
    held = list(grants)
    grants = [grant for grant in held if not roles or grant.role in roles] or held
    seen: dict[Grant | None, dict[str, int]] = defaultdict(dict)
    by_agency = {grant.agency_id: grant for grant in reversed(grants)}
    for row in rows:
        grant = next((by_agency[place] for place in row.agency_ids if place in by_agency), next(iter(grants), None))
        seen[grant][row.subject] = row.party_id
    for grant, here in seen.items():
        who = named(by, grant) if grant else by
        audit.record_first_readings(seen=here, fields=fields, purpose=purpose, by=who, at=at)
