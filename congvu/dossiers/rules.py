"""Who may do what with a dossier. Pure: grants and snapshots come in, an answer goes out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Protocol

from congvu.people.queries import Grant

TO_OWNER = frozenset({"m01", "m02", "m03", "m04", "result", "stamped"})
"""Kinds of slips that are written to the owner."""
DECIDED = frozenset({"m03", "m04", "signed", "result", "stamped"})
"""Kinds of slips that say a decision, signed and sealed."""


@dataclass(frozen=True)
class Sight:
    """What of a dossier somebody may see: all of it, or the parts, answers and papers that his work needs.

    Its name, its course and its owner's name are seen by everybody who may open it. ``person``: the owner's numbers,
    who acts for him, what was written to and fro; ``results``: what was decided; ``fees``: what is to be paid.
    """

    whole: bool = False
    person: bool = False
    results: bool = False
    fees: bool = False
    pointers: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()

    def __or__(self, other: "Sight") -> "Sight":
        return Sight(
            whole=self.whole or other.whole,
            person=self.person or other.person,
            results=self.results or other.results,
            fees=self.fees or other.fees,
            pointers=self.pointers | other.pointers,
            papers=self.papers | other.papers,
        )

    def sees(self, pointer: str) -> bool:
        """Tell whether an answer may be seen; a group opens its fields."""
        parts = pointer.split(".")
        return self.whole or any(".".join(parts[:n]) in self.pointers for n in range(1, len(parts) + 1))

    def opens(self, paper: str) -> bool:
        """Tell whether a paper of that code may be opened."""
        return self.whole or paper in self.papers

    def reads(self, slip: str) -> bool:
        """Tell whether a slip of that kind may be opened."""
        return self.whole or (self.person and slip in TO_OWNER) or (self.results and slip in DECIDED)


NOTHING = Sight()
WHOLE = Sight(whole=True, person=True, results=True, fees=True)
CASE_ROLES = frozenset({"reception", "case_officer", "unit_head", "leader", "auditor"})
"""Roles that take a dossier in, decide on it, or audit it."""
SIGHTS = dict.fromkeys(CASE_ROLES, WHOLE) | {
    "clerk": Sight(results=True),
    "cashier": Sight(fees=True),
    "return_desk": Sight(person=True, results=True, fees=True),
}
"""What each role sees of a dossier that its agency took in or decides: no more than its work needs (Luật
91/2025/QH15)."""
READ_ROLES = frozenset(SIGHTS)


class Held(Protocol):
    """What the rules need to know of a dossier."""

    state: int
    owner_id: int
    receiving_agency_id: int
    competent_agency_id: int


def can_read(grants: Iterable[Grant], dossier: Held, leg_agencies: Iterable[int] = ()) -> bool:
    """Tell whether an official may open the dossier: his agency has a part in it, or he audits it."""
    return reading_grant(grants, dossier, leg_agencies) is not None


def reading_grant(grants: Iterable[Grant], dossier: Held, leg_agencies: Iterable[int] = ()) -> Grant | None:
    """Return the grant by which an official may open the dossier, None when there is none."""
    places = {dossier.receiving_agency_id, dossier.competent_agency_id, *leg_agencies}
    return next((grant for grant in grants if grant.role in READ_ROLES and grant.agency_id in places), None)


def sight_of(grants: Iterable[Grant], dossier: Held) -> Sight:
    """Return what an official's roles in the two agencies of a dossier let see of it."""
    places = {dossier.receiving_agency_id, dossier.competent_agency_id}
    return reduce(or_, (SIGHTS.get(one.role, NOTHING) for one in grants if one.agency_id in places), NOTHING)


def owns(party_ids: Collection[int], dossier: Held) -> bool:
    """Tell whether the dossier is this person's; ``party_ids`` are all rows that stand for him."""
    return dossier.owner_id in party_ids


class Reaching(Protocol):
    """What the rules need to know of a partner."""

    id: int
    reach: str
    agency_id: int | None


def partner_sees(partner: Reaching, dossier: Held, *, filed_by: int | None) -> bool:
    """Tell whether a partner may open the dossier: it filed it, or its reach covers it."""
    places = {dossier.receiving_agency_id, dossier.competent_agency_id}
    return (
        filed_by == partner.id
        or partner.reach == "province"
        or (partner.reach == "agency" and partner.agency_id in places)
    )
