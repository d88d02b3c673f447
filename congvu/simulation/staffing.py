"""The offices of the city: which agencies take part, who works there, how fast and how carefully.

Agencies that have people already keep them; where a role has nobody, somebody is invented, appointed and given it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from congvu.documents import operations as documents
from congvu.documents.models import SigningPower
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.people import queries as people_queries
from congvu.people.models import Agency, Coordinator, Official, OrgUnit, RoleHolding
from congvu.places.models import valid_on
from congvu.signing import operations as signing
from congvu.simulation.dice import Dice
from congvu.simulation.inventing import name_of
from congvu.simulation.models import City, Hand

PEOPLE_AN_AGENCY = 100
"""So many dossiers of the plan open another commune."""
FEWEST, MOST = 4, 114
HEAD, DEPUTY = "Chủ tịch", "Phó Chủ tịch"
BASIS = "Quy chế làm việc của Ủy ban nhân dân"


@dataclass(frozen=True)
class Place:
    """A place of work in an agency: role, title, the units that it may lie in (empty: the whole agency)."""

    role: str
    title: str
    units: tuple[str, ...] = ()


COMMUNE = (
    Place("reception", "Công chức Trung tâm Phục vụ hành chính công", ("PVHCC",)),
    Place("reception", "Công chức Trung tâm Phục vụ hành chính công", ("PVHCC",)),
    Place("return_desk", "Nhân viên trả kết quả", ("PVHCC",)),
    Place("cashier", "Nhân viên thu phí, lệ phí", ("PVHCC",)),
    Place("case_officer", "Công chức tư pháp - hộ tịch", ("VP",)),
    Place("case_officer", "Công chức tư pháp - hộ tịch", ("VP",)),
    Place("case_officer", "Công chức địa chính - xây dựng", ("KT",)),
    Place("case_officer", "Công chức văn hóa - xã hội", ("VHXH",)),
    Place("unit_head", "Chánh Văn phòng", ("VP",)),
    Place("unit_head", "Trưởng phòng", ("KT",)),
    Place("unit_head", "Trưởng phòng", ("VHXH",)),
    Place("clerk", "Văn thư", ("VP",)),
    Place("leader", HEAD),
    Place("leader", DEPUTY),
)
BESIDE = (Place("case_officer", "Chuyên viên"),)
"""In an agency that only does a duty beside the communes."""
WHOLE_AGENCY = frozenset({"reception", "return_desk", "cashier", "clerk", "leader"})


def open_offices(city: City) -> list[Agency]:
    """Staff the agencies of the city and give every official their pace; return the communes where people file."""
    at = _opening(city)
    communes = _communes(city)
    for agency in communes:
        _staff(city, agency, COMMUNE, at)
    beside = Agency.objects.filter(pk__in=Coordinator.objects.filter(valid_on(city.first)).values("agency_id"))
    for agency in beside:
        _staff(city, agency, BESIDE, at)
    working = Official.objects.filter(
        pk__in=RoleHolding.objects.filter(valid_on(city.first), agency__in=[*communes, *beside]).values("official_id")
    )
    leaders = _leaders(communes, city.first)
    signing.make_demo_keys(
        by=SYSTEM,
        at=at,
        official_ids=[holding.official_id for holding in leaders],
        agency_ids=[agency.pk for agency in communes],
    )
    documents.load_kinds(by=SYSTEM, at=at)
    for holding in leaders:
        _give_power(holding, at)
    Hand.objects.bulk_create([_hand(city, official, at) for official in working], ignore_conflicts=True)
    return communes


def _opening(city: City) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(city.first, dt.time(7)))


def _communes(city: City) -> list[Agency]:
    """Return the communes of the city: those with the most people of their own first, then some by chance."""
    wanted = max(FEWEST, min(MOST, city.dossiers // PEOPLE_AN_AGENCY))
    found = [one for one in people_queries.agencies_with_desk(city.first) if one.kind == Agency.Kind.COMMUNE]
    staffed = dict(
        RoleHolding.objects.filter(valid_on(city.first), agency__in=found)
        .order_by()
        .values_list("agency_id")
        .annotate(Count("role", distinct=True))
    )
    order = {one.pk: Dice(city.seed, "commune", one.code).random() for one in found}
    ranked = sorted(found, key=lambda one: (-staffed.get(one.pk, 0), order[one.pk]))
    return ranked[:wanted]


def _staff(city: City, agency: Agency, places: Iterable[Place], at: dt.datetime) -> None:
    units = {unit.code: unit for unit in people_queries.units(agency_id=agency.pk, on=city.first)}
    left: dict[tuple[str, str], int] = {}
    holdings = RoleHolding.objects.filter(valid_on(city.first), agency=agency).select_related("unit")
    for held in holdings:
        key = (held.role, held.unit.code if held.unit and held.role not in WHOLE_AGENCY else "")
        left[key] = left.get(key, 0) + 1
    is_theirs = bool(left)
    for number, place in enumerate(places):
        unit = next((units[code] for code in place.units if code in units), None)
        narrow = unit.code if unit and place.role not in WHOLE_AGENCY else ""
        if left.get((place.role, narrow), 0) > 0:
            left[place.role, narrow] -= 1
            continue
        if is_theirs and any(held.role == place.role for held in holdings):
            continue  # an agency with people of its own gets only what it has nobody for
        _hire(city, agency, place, unit, number, at)


def _hire(city: City, agency: Agency, place: Place, unit: OrgUnit | None, number: int, at: dt.datetime) -> None:
    dice = Dice(city.seed, "official", agency.code, number)
    name = name_of(dice, "female" if dice.happens(0.6) else "male")
    staff_code = f"mp-{agency.code.lower()}-{number:02}"
    since = city.first.replace(month=1, day=1)  # another city of the year finds the same people
    official = people.enrol(staff_code=staff_code, full_name=name, by=SYSTEM, at=at)
    people.appoint(
        official_id=official.pk,
        agency_id=agency.pk,
        unit_id=unit.pk if unit else None,
        title=place.title,
        valid_from=since,
        by=SYSTEM,
        at=at,
    )
    people.grant_role(
        official_id=official.pk,
        role=place.role,
        agency_id=agency.pk,
        unit_id=unit.pk if unit and place.role not in WHOLE_AGENCY else None,
        valid_from=since,
        by=SYSTEM,
        at=at,
    )


def _hand(city: City, official: Official, at: dt.datetime) -> Hand:
    dice = Dice(city.seed, "hand", official.staff_code)
    pace = min(1.8, max(0.55, dice.around(1, 0.22)))
    return Hand(city=city, official=official, pace=pace, error=dice.uniform(0.002, 0.025), free_at=at)


def _leaders(communes: list[Agency], on: dt.date) -> list[RoleHolding]:
    holdings = RoleHolding.objects.filter(valid_on(on), role="leader", agency__in=communes)
    return list(holdings.select_related("agency").order_by("id"))


def _give_power(holding: RoleHolding, at: dt.datetime) -> None:
    """Let a leader sign the agency's documents, as the post says."""
    day = timezone.localdate(at)
    powers = SigningPower.objects.filter(agency_id=holding.agency_id, official_id=holding.official_id)
    title = people_queries.title_of(official_id=holding.official_id, agency_id=holding.agency_id, on=day)
    if not title or powers.filter(valid_from__lte=day).exists():
        return
    documents.give_power(
        agency_id=holding.agency_id,
        official_id=holding.official_id,
        competence="KT." if title.startswith("Phó") else "TM.",
        position=title,
        legal_basis=BASIS,
        valid_from=day,
        by=SYSTEM,
        at=at,
    )
