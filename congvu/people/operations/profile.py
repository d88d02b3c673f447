"""The machinery of a province from its profile, in bulk: what is missing is added, what is there is left alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.text import clean, fold, sort_key
from congvu.people import rules
from congvu.people.models import Agency, AgencyAlias, AgencySuccession, OrgUnit
from congvu.places.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """One agency of a profile; ``parent`` and ``place`` are codes, meant as of the agency's own time."""

    code: str
    code_is_invented: bool
    name: str
    short_name: str
    kind: str
    realm: str
    parent: str
    place: str
    valid_from: date | None
    valid_to: date | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit every open agency of some kinds has; without ``places`` wherever it governs."""

    agencies: frozenset[str]
    places: frozenset[str]
    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRow:
    """Codes of an agency that ended and of one that is open."""

    old: str
    new: str
    is_main: bool
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasRow:
    """Another code of an agency."""

    agency: str
    scheme: str
    code: str


def _share_time(one: Agency | AgencyRow | Place, other: AgencyRow) -> bool:
    starts, ends = other.valid_from or date.min, other.valid_to or date.max
    return (one.valid_from or date.min) < ends and starts < (one.valid_to or date.max)


@transaction.atomic
def load_agencies(*, rows: Sequence[AgencyRow], by: Actor, at: datetime) -> int:
    """Add the agencies not yet known by code and first day, parents before children; return how many.

    :raises ValueError: a parent or place is unknown at that time, or parents go round in a circle.
    """
    by = rules.require_admin(by=by, agency_id=None, at=at)
    known = {(agency.code, agency.valid_from): agency for agency in Agency.objects.all()}
    places: dict[str, list[Place]] = {}
    for place in Place.objects.filter(code__in={row.place for row in rows if row.place}):
        places.setdefault(place.code, []).append(place)
    waiting = [row for row in rows if (row.code, row.valid_from) not in known]
    added = len(waiting)
    while waiting:
        by_code: dict[str, list[Agency]] = {}
        for agency in known.values():
            by_code.setdefault(agency.code, []).append(agency)
        ready: list[Agency] = []
        later: list[AgencyRow] = []
        for row in waiting:
            parent = next((agency for agency in by_code.get(row.parent, ()) if _share_time(agency, row)), None)
            if row.parent and parent is None:
                later.append(row)
            else:
                ready.append(_agency(row, parent=parent, places=places.get(row.place, ())))
        if not ready:
            raise ValueError(f"cơ quan cấp trên không có: {sorted({row.parent for row in later})}")
        for agency in Agency.objects.bulk_create(ready):
            known[agency.code, agency.valid_from] = agency
        waiting = later
    if added:
        audit.record(action="people.load_agencies", subject="agencies", by=by, at=at, data={"agencies": added})
    return added


def _agency(row: AgencyRow, *, parent: Agency | None, places: Iterable[Place]) -> Agency:
    place = next((place for place in places if _share_time(place, row)), None)
    if row.place and place is None:
        raise ValueError(f"{row.code}: không có đơn vị hành chính {row.place}; chạy manage.py load_places trước")
    return Agency(
        code=row.code,
        code_is_invented=row.code_is_invented,
        name=clean(row.name),
        short_name=clean(row.short_name),
        kind=row.kind,
        realm=row.realm,
        parent=parent,
        place=place,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        address=clean(row.address),
        folded=fold(f"{row.name} {row.short_name}"),
        sort_key=sort_key(place.short_name if place else row.name),
    )


@transaction.atomic
def load_units(*, rows: Sequence[UnitRow], by: Actor, at: datetime) -> int:
    """Add to every open agency the units of its kind that it lacks; return how many."""
    by = rules.require_admin(by=by, agency_id=None, at=at)
    known = set(OrgUnit.objects.values_list("agency_id", "code"))
    missing = [
        OrgUnit(agency=agency, code=row.code, name=row.name, kind=row.kind, valid_from=agency.valid_from)
        for agency in Agency.objects.filter(valid_to=None).select_related("place")
        for row in rows
        if agency.kind in row.agencies
        and (not row.places or (agency.place is not None and agency.place.kind in row.places))
        and (agency.id, row.code) not in known
    ]
    OrgUnit.objects.bulk_create(missing)
    if missing:
        audit.record(action="people.load_units", subject="agencies", by=by, at=at, data={"units": len(missing)})
    return len(missing)


@transaction.atomic
def load_links(*, successions: Sequence[SuccessionRow], aliases: Sequence[AliasRow], by: Actor, at: datetime) -> int:
    """Add the successions and aliases not yet known; return how many.

    :raises KeyError: a code is not an agency's.
    """
    by = rules.require_admin(by=by, agency_id=None, at=at)
    ended = dict(Agency.objects.exclude(valid_to=None).values_list("code", "id"))
    opened = dict(Agency.objects.filter(valid_to=None).values_list("code", "id"))
    known = set(AgencySuccession.objects.values_list("old_id", "new_id"))
    links = [
        AgencySuccession(old_id=ended[row.old], new_id=opened[row.new], is_main=row.is_main, act=row.act)
        for row in successions
        if (ended[row.old], opened[row.new]) not in known
    ]
    AgencySuccession.objects.bulk_create(links)
    noted = set(AgencyAlias.objects.values_list("scheme", "code"))
    codes = [
        AgencyAlias(agency_id=(ended | opened)[row.agency], scheme=row.scheme, code=row.code)
        for row in aliases
        if (row.scheme, row.code) not in noted
    ]
    AgencyAlias.objects.bulk_create(codes)
    if links or codes:
        data = {"successions": len(links), "aliases": len(codes)}
        audit.record(action="people.load_links", subject="agencies", by=by, at=at, data=data)
    return len(links) + len(codes)
