"""Which agency it was on a day, what it belonged to, who took over."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from django.db.models import Count, Q, QuerySet

from congvu.kit.kept import kept
from congvu.kit.text import fold
from congvu.people.models import Agency, AgencyAlias, AgencySuccession, OrgUnit
from congvu.places.models import Place, valid_on


def agency(*, code: str, on: date) -> Agency:
    """Return the agency that had this code that day.

    :raises Agency.DoesNotExist: no agency had it.
    """
    return Agency.objects.get(valid_on(on), code=code)


@kept(Agency, Place, size=2048)
def agency_of_id(agency_id: int) -> Agency:
    """Return an agency as it is now, with its place and the agency above. Shared: nobody changes it.

    :raises Agency.DoesNotExist: there never was one
    """
    return Agency.objects.select_related("place", "parent").get(id=agency_id)


@kept(OrgUnit, size=4096)
def unit_of_id(unit_id: int) -> OrgUnit:
    """Return a unit as it is now. Shared: nobody changes it."""
    return OrgUnit.objects.get(pk=unit_id)


class OfAgency(Protocol):
    """A row that names an agency."""

    agency_id: int
    agency: Agency


Held = TypeVar("Held", bound=OfAgency)


def with_agencies(rows: Iterable[Held]) -> list[Held]:
    """Return rows each with its agency as :func:`agency_of_id` has it: no query joins what seldom changes."""
    found = list(rows)
    for row in found:
        row.agency = agency_of_id(row.agency_id)
    return found


def agencies_by_id(ids: Collection[int]) -> list[Agency]:
    """Return these agencies in Vietnamese order; unknown ids are left out."""
    return list(Agency.objects.filter(pk__in=ids).order_by("sort_key")) if ids else []


def agency_by_alias(*, scheme: str, code: str, on: date) -> Agency | None:
    """Return the agency an older or foreign code stood for that day."""
    alias = AgencyAlias.objects.filter(valid_on(on), scheme=scheme, code=code).select_related("agency").first()
    return alias.agency if alias else None


def agencies_with_desk(on: date) -> QuerySet[Agency]:
    """Return the agencies with a one-stop desk (Bộ phận Một cửa) that day, in Vietnamese order."""
    desks = OrgUnit.objects.filter(valid_on(on), kind=OrgUnit.Kind.DESK)
    return (
        Agency.objects.filter(valid_on(on), id__in=desks.values("agency_id"))
        .select_related("place")
        .order_by("sort_key")
    )


def agencies_in_scheme(*, scheme: str, on: date) -> list[Agency]:
    """Return the agencies that have a code in a scheme that day, in Vietnamese order: those that a system serves."""
    known = AgencyAlias.objects.filter(valid_on(on), scheme=scheme)
    found = Agency.objects.filter(valid_on(on), id__in=known.values("agency_id")).select_related("place")
    return list(found.order_by("sort_key"))


def code_in(*, scheme: str, agency_id: int) -> str:
    """Return the newest code of an agency in a scheme, empty when it has none."""
    codes = AgencyAlias.objects.filter(scheme=scheme, agency_id=agency_id).order_by("-id")
    return codes.values_list("code", flat=True).first() or ""


def children(*, agency_id: int | None, on: date) -> QuerySet[Agency]:
    """Return what belongs directly to an agency that day; None: the tops of the trees."""
    return Agency.objects.filter(valid_on(on), parent_id=agency_id).order_by("sort_key")


def ancestors(agency_id: int) -> list[Agency]:
    """Return the agencies above, nearest first."""
    above: list[Agency] = []
    here = agency_of_id(agency_id)
    while here.parent_id is not None:
        here = agency_of_id(here.parent_id)
        above.append(here)
    return above


def units(*, agency_id: int, on: date) -> QuerySet[OrgUnit]:
    """Return the units of an agency that day."""
    return OrgUnit.objects.filter(valid_on(on), agency_id=agency_id).order_by("id")


def units_ever(agency_id: int) -> list[OrgUnit]:
    """Return every unit that an agency has or had."""
    return list(OrgUnit.objects.filter(agency_id=agency_id).order_by("id"))


def unit(*, agency_id: int, code: str, on: date) -> OrgUnit:
    """Return the unit that had this code that day.

    :raises OrgUnit.DoesNotExist: no unit had it.
    """
    return OrgUnit.objects.get(valid_on(on), agency_id=agency_id, code=code)


def successors(agency_id: int) -> list[Agency]:
    """Return those that took over directly, the main one first."""
    rows = AgencySuccession.objects.filter(old_id=agency_id).select_related("new").order_by("-is_main", "new__sort_key")
    return [row.new for row in rows]


def successors_with_place(agency_id: int) -> list[Agency]:
    """Return those that took over directly with the places they govern, the main one first."""
    rows = AgencySuccession.objects.filter(old_id=agency_id).select_related("new__place")
    return [row.new for row in rows.order_by("-is_main", "new__sort_key")]


def act_of_ending(agency_id: int) -> str:
    """Return the act by which others took over, empty when none is named."""
    acts = AgencySuccession.objects.filter(old_id=agency_id).order_by("-is_main", "id").values_list("act", flat=True)
    return next(filter(None, acts), "")


def agencies_ending(*, text: str = "") -> list[Agency]:
    """Return the state's agencies with a last day, past or to come, whose names fit the words, the newest first."""
    found = Agency.objects.filter(valid_to__isnull=False, realm=Agency.Realm.STATE)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return list(found.order_by("-valid_to", "sort_key"))


def predecessors(agency_id: int) -> list[Agency]:
    """Return those whose work an agency took over directly, in Vietnamese order."""
    rows = AgencySuccession.objects.filter(new_id=agency_id).select_related("old").order_by("old__sort_key", "old_id")
    return [row.old for row in rows]


def aliases(agency_id: int) -> list[AgencyAlias]:
    """Return the other codes of an agency."""
    return list(AgencyAlias.objects.filter(agency_id=agency_id).order_by("scheme", "code"))


def agencies_of(*, realms: Collection[str], on: date) -> dict[str, int]:
    """Return how many agencies each of these realms has that day, in the order of the realms."""
    counted = Agency.objects.filter(valid_on(on), realm__in=realms).values_list("realm").annotate(Count("id"))
    found = dict(counted)
    return {realm: found.get(realm, 0) for realm in Agency.Realm.values if realm in realms}


def tree(*, on: date, realm: str = "") -> list[tuple[int, Agency]]:
    """Return every agency of that day, of one realm or of all, with its depth, each followed by those below it."""
    below: dict[int | None, list[Agency]] = {}
    asked = Q(realm=realm) if realm else Q()
    here = list(Agency.objects.filter(valid_on(on), asked).order_by("sort_key", "id"))
    known = {agency.id for agency in here}
    for agency in here:
        below.setdefault(agency.parent_id if agency.parent_id in known else None, []).append(agency)
    found: list[tuple[int, Agency]] = []
    waiting = [(0, agency) for agency in reversed(below.get(None, []))]
    while waiting:
        depth, agency = waiting.pop()
        found.append((depth, agency))
        waiting += [(depth + 1, child) for child in reversed(below.get(agency.id, []))]
    return found


def successor_of(agency_id: int, on: date) -> Agency | None:
    """Return the agency that answers that day for this one: itself, or down the line of successors."""
    seen: set[int] = set()
    here: Agency | None = Agency.objects.get(id=agency_id)
    while here is not None and here.id not in seen:
        if not (here.valid_to and here.valid_to <= on):
            return here
        seen.add(here.id)
        here = next(iter(successors(here.id)), None)
    return None


def search_agencies(text: str, *, on: date, limit: int = 20) -> QuerySet[Agency]:
    """Return agencies whose name has every word of the text, accents ignored."""
    found = Agency.objects.filter(valid_on(on))
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found.order_by("sort_key")[:limit]


def unit_of(*, agency_id: int, codes: Sequence[str], on: date) -> OrgUnit | None:
    """Return the first of these units that the agency has on that day, None when it has none of them."""
    found = {unit.code: unit for unit in OrgUnit.objects.filter(valid_on(on), agency_id=agency_id, code__in=codes)}
    return next((found[code] for code in codes if code in found), None)
