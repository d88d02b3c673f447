"""Places: the only code that writes. Units come from a data file; what the database already knows is left alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from congvu.audit import operations as audit
from congvu.kit import text
from congvu.kit.actors import Actor
from congvu.places.models import Place, PlaceSuccession, short_name

LEVEL_BY_CODE = {2: Place.Level.PROVINCE, 3: Place.Level.DISTRICT, 5: Place.Level.COMMUNE}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the units' file."""

    code: str
    name: str
    kind: str
    parent: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One line of the successions' file: codes of the old and of the new unit."""

    old: str
    new: str
    is_partial: bool
    is_main: bool


@transaction.atomic
def load_units(*, rows: Iterable[UnitRow], by: Actor, at: datetime) -> int:
    """Add the units not yet known (by code and first day), parents first; return how many."""
    known = {(place.code, place.valid_from): place for place in Place.objects.all()}
    added = 0
    by_level = sorted(rows, key=lambda row: len(row.code))
    for length, level in LEVEL_BY_CODE.items():
        over: dict[str, list[Place]] = {}
        for place in known.values():
            over.setdefault(place.code, []).append(place)
        new = []
        for row in by_level:
            if len(row.code) != length or (row.code, row.valid_from) in known:
                continue
            parent = next((p for p in over.get(row.parent, ()) if _overlap(p, row)), None)
            above = f" {parent.folded}" if parent else ""
            new.append(
                Place(
                    code=row.code,
                    name=row.name,
                    kind=row.kind,
                    level=level,
                    parent=parent,
                    valid_from=row.valid_from,
                    valid_to=row.valid_to,
                    folded=text.fold(row.name) + above,
                    sort_key=text.sort_key(short_name(row.name, row.kind)),
                )
            )
        for place in Place.objects.bulk_create(new, batch_size=2000):
            known[place.code, place.valid_from] = place
        added += len(new)
    if added:
        audit.record(action="places.load_units", subject="places", by=by, at=at, data={"units": added})
    return added


def _overlap(place: Place, row: UnitRow) -> bool:
    starts, ends = row.valid_from or date.min, row.valid_to or date.max
    return (place.valid_from or date.min) < ends and starts < (place.valid_to or date.max)


@transaction.atomic
def load_successions(*, rows: Iterable[SuccessionRow], on: date, by: Actor, at: datetime) -> int:
    """Add the successions of one reform day not yet known; return how many."""
    ended = dict(Place.objects.filter(valid_to=on).values_list("code", "id"))
    begun = dict(Place.objects.filter(valid_from=on).values_list("code", "id"))
    known = set(PlaceSuccession.objects.filter(old__valid_to=on).values_list("old_id", "new_id"))
    new = [
        PlaceSuccession(old_id=ended[row.old], new_id=begun[row.new], is_partial=row.is_partial, is_main=row.is_main)
        for row in rows
        if (ended[row.old], begun[row.new]) not in known
    ]
    PlaceSuccession.objects.bulk_create(new, batch_size=5000)
    if new:
        audit.record(action="places.load_successions", subject="places", by=by, at=at, data={"successions": len(new)})
    return len(new)
