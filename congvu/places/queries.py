"""Places: questions. Which unit it was on a day, what it became, which one somebody means."""

from datetime import date

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from congvu.kit.kept import kept
from congvu.kit.text import fold
from congvu.places.models import KIND_WORDS, Place, PlaceSuccession, is_valid_on, valid_on

LEVEL_BY_CODE = {2: Place.Level.PROVINCE, 3: Place.Level.DISTRICT, 5: Place.Level.COMMUNE}
KINDS = sorted({fold(words) for words in KIND_WORDS.values()})


def provinces(on: date) -> QuerySet[Place]:
    """Return the provinces of a day in Vietnamese order."""
    return Place.objects.filter(valid_on(on), level=Place.Level.PROVINCE).order_by("sort_key", "id")


def communes(province_code: str, on: date) -> QuerySet[Place]:
    """Return the communes of a province that day, also those that then stood under a district."""
    province = Place.objects.filter(level=Place.Level.PROVINCE, code=province_code)
    districts = Place.objects.filter(level=Place.Level.DISTRICT, parent__in=province)
    above = Q(parent__in=province.filter(valid_on(on))) | Q(parent__in=districts)
    return Place.objects.filter(above, valid_on(on), level=Place.Level.COMMUNE).order_by("sort_key", "id")


def children(place_id: int, on: date) -> QuerySet[Place]:
    """Return the units directly below that day, in Vietnamese order."""
    return Place.objects.filter(valid_on(on), parent_id=place_id).order_by("sort_key", "id")


def place(code: str, on: date) -> Place:
    """Return the unit that had this code that day; the length of a code tells its level.

    :raises Place.DoesNotExist: no unit had it.
    """
    found = next((unit for unit in _units(code) if is_valid_on(unit, on)), None)
    if found is None:
        raise Place.DoesNotExist(f"{code} {on}")
    return found


@kept(Place, size=4096)
def _units(code: str) -> tuple[Place, ...]:
    """Return all units that ever had the code, with those above."""
    level = LEVEL_BY_CODE.get(len(code), 0)
    return tuple(Place.objects.select_related("parent__parent").filter(level=level, code=code))


def full_name(code: str, on: date) -> str:
    """Return the name with those above: "Phường Ngô Quyền, Thành phố Hải Phòng"; empty for a code unknown that day."""
    try:
        here: Place | None = place(code, on)
    except Place.DoesNotExist:
        return ""
    names = []
    while here is not None:
        names.append(here.name)
        here = here.parent
    return ", ".join(names)


def search(text: str, on: date, level: int | None = None, limit: int = 20) -> list[Place]:
    """Return units meant by a few letters, accents ignored: each word must occur; else the nearest spellings.

    A unit whose own name begins with the letters, with or without its kind, comes first.
    """
    folded = " ".join(fold(text).replace(",", " ").split())
    if not folded:
        return []
    base = Place.objects.filter(valid_on(on)).select_related("parent__parent")
    if level is not None:
        base = base.filter(level=level)
    exact = base
    for word in folded.split():
        exact = exact.filter(folded__contains=word)
    rank = Case(
        *(When(folded__startswith=f"{kind} {folded}", then=Value(0)) for kind in KINDS),
        When(folded__startswith=folded, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = list(exact.order_by(rank, "level", "sort_key", "id")[:limit])
    if found or len(folded) < 3:
        return found
    near = base.filter(folded__trigram_word_similar=folded)
    return list(near.order_by(TrigramWordSimilarity(folded, "folded").desc(), "level", "sort_key", "id")[:limit])


def successors(place_id: int) -> list[PlaceSuccession]:
    """Return what an old unit became, the main part first; ``is_partial`` means it was divided."""
    rows = PlaceSuccession.objects.filter(old_id=place_id).select_related("new__parent")
    return list(rows.order_by("-is_main", "new__sort_key"))


def predecessors(place_id: int) -> list[PlaceSuccession]:
    """Return the old units a new one was made of."""
    rows = PlaceSuccession.objects.filter(new_id=place_id).select_related("old__parent__parent")
    return list(rows.order_by("old__sort_key"))


def became(code: str, was_on: date, on: date) -> list[Place]:
    """Return the units of ``on`` on the ground of the unit that had this code on ``was_on``, the main one first.

    The unit itself while it lasts; several when it was divided, so that a person is asked which; empty for a district,
    whose ground is that of its communes.

    :raises Place.DoesNotExist: no unit had the code on ``was_on``.
    """
    line = [place(code, was_on)]
    found: list[Place] = []
    while line:
        here = line.pop(0)
        if here.valid_to is not None and here.valid_to <= on:
            line += [row.new for row in successors(here.id)]
        elif here not in found:
            found.append(here)
    return found


def search_former(text: str, on: date, level: int | None = None, limit: int = 10) -> list[Place]:
    """Return units that were no more on ``on`` and whose names hold every word: what an old address may mean."""
    found = Place.objects.filter(valid_to__lte=on).select_related("parent__parent")
    if level is not None:
        found = found.filter(level=level)
    words = fold(text).replace(",", " ").split()
    for word in words:
        found = found.filter(folded__contains=word)
    return list(found.order_by("level", "sort_key", "id")[:limit]) if words else []
