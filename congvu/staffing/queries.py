"""Questions about lists: what is out there as a file, how far one brought in is, what is wrong with it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from congvu.kit.paging import SIZE, Page, keyset
from congvu.people.models import Agency, Official, OrgUnit, Post, RoleHolding
from congvu.places.models import valid_on
from congvu.staffing.models import Import, ImportRow
from congvu.staffing.sheets import BOOKS, KINDS, REALMS, ROLES, SHEETS, UNIT_KINDS
from congvu.staffing.writing import workbook


def template(kind: str, *, agency_ids: Collection[int] | None, on: date) -> bytes:
    """Return the empty workbook of a kind of list, with the codes that are needed to fill it."""
    return workbook(BOOKS[kind], {}, lists=_lists(agency_ids, on))


def export(kind: str, *, agency_ids: Collection[int] | None, on: date) -> tuple[bytes, int]:
    """Return the workbook of all that is there, and how many rows it has; brought in again it changes nothing.

    :param agency_ids: only of these agencies; None for all
    """
    rows = _officials(agency_ids, on) if kind == "officials" else _agencies(agency_ids, on)
    return workbook(BOOKS[kind], rows, lists=_lists(agency_ids, on)), sum(map(len, rows.values()))


def _lists(agency_ids: Collection[int] | None, on: date) -> list[tuple[str, list[list[str]]]]:
    agencies = Agency.objects.filter(valid_on(on), _among("id", agency_ids)).order_by("sort_key", "id")
    units: dict[int, list[OrgUnit]] = {}
    for unit in OrgUnit.objects.filter(valid_on(on), _among("agency_id", agency_ids)).order_by("id"):
        units.setdefault(unit.agency_id, []).append(unit)
    lines = [["Mã cơ quan", "Tên cơ quan", "Mã bộ phận", "Tên bộ phận"]]
    for agency in agencies:
        lines.append([agency.code, agency.name, "", ""])
        lines += [[agency.code, agency.name, unit.code, unit.name] for unit in units.get(agency.id, ())]
    words = [["Vai trò"], *([word] for word in ROLES)]
    return [("Danh mục", lines), ("Danh sách vai trò", words)]


def _among(field: str, ids: Collection[int] | None) -> Q:
    return Q() if ids is None else Q(**{f"{field}__in": ids})


def _officials(agency_ids: Collection[int] | None, on: date) -> dict[str, list[dict[str, str]]]:
    lasting = Q(valid_to=None) | Q(valid_to__gt=on)
    order = ("official__sort_key", "official_id", "valid_from", "id")
    posts = Post.objects.filter(lasting, _among("agency_id", agency_ids)).select_related("official", "agency", "unit")
    holdings = RoleHolding.objects.filter(lasting, _among("agency_id", agency_ids))
    found = [_person(post.official) | _where(post) | {"title": post.title} for post in posts.order_by(*order)]
    if agency_ids is None:
        placed = Post.objects.filter(lasting).values("official_id")
        found += [_person(one) for one in Official.objects.exclude(id__in=placed).order_by("sort_key", "id")]
    labels = {value: words for words, value in ROLES.items()}
    return {
        "officials": found,
        "roles": [
            {"staff_code": one.official.staff_code, "role": labels[one.role]} | _where(one)  # type: ignore[index]
            for one in holdings.select_related("official", "agency", "unit").order_by(*order)
        ],
    }


def _person(official: Official) -> dict[str, str]:
    return {
        "staff_code": official.staff_code,
        "full_name": official.full_name,
        "email": official.email,
        "phone": official.phone,
    }


def _where(row: Post | RoleHolding) -> dict[str, str]:
    return {
        "agency": row.agency.code,
        "unit": row.unit.code if row.unit else "",
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
    }


def _agencies(agency_ids: Collection[int] | None, on: date) -> dict[str, list[dict[str, str]]]:
    kinds, realms = _labels(KINDS), _labels(REALMS)
    agencies = Agency.objects.filter(valid_on(on), _among("id", agency_ids)).select_related("parent")
    units = OrgUnit.objects.filter(valid_on(on), _among("agency_id", agency_ids)).select_related("agency")
    return {
        "agencies": [
            {
                **{key: getattr(one, key) for key in ("code", "name", "short_name", "address", "phone", "email")},
                "kind": kinds[one.kind],
                "realm": realms[one.realm],
                "parent": one.parent.code if one.parent else "",
                "invented": "x" if one.code_is_invented else "",
                "valid_from": one.valid_from.isoformat() if one.valid_from else "",
            }
            for one in agencies.order_by("realm", "sort_key", "id")
        ],
        "units": [
            {
                "agency": one.agency.code,
                "code": one.code,
                "name": one.name,
                "kind": _labels(UNIT_KINDS)[one.kind],
                "valid_from": one.valid_from.isoformat() if one.valid_from else "",
            }
            for one in units.order_by("agency__sort_key", "agency_id", "id")
        ],
    }


def _labels(choices: Mapping[str, str]) -> dict[str, str]:
    return {str(value): words for words, value in choices.items()}


def imports(*, official_id: int | None, limit: int = 20) -> list[Import]:
    """Return the newest lists, those of one official or of all."""
    found = Import.objects.all() if official_id is None else Import.objects.filter(official_id=official_id)
    return list(found.order_by("-made_at")[:limit])


def counts(import_id: UUID) -> dict[str, int]:
    """Return how many rows there are by state, every state named."""
    found = dict(ImportRow.objects.filter(made_by=import_id).values_list("state").annotate(Count("id")))
    return {state: found.get(state, 0) for state in ImportRow.State.values}


def rows_page(import_id: UUID, *, state: str, after: str | None = None, size: int = SIZE) -> Page[ImportRow]:
    """Return a page of the rows in a state, as they stand in the file."""
    return keyset(_rows(import_id).filter(state=state), order=("sheet", "number"), after=after, size=size)


def _rows(import_id: UUID) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(made_by=import_id)


def with_errors(made: Import) -> bytes:
    """Return the list as it was brought in, with a column that says what is wrong with each row."""
    rows: dict[str, list[dict[str, str]]] = {}
    errors: dict[tuple[str, int], dict[str, str]] = {}
    for row in _iterate(made):
        lines = rows.setdefault(row.sheet, [])
        if row.problems:
            errors[row.sheet, len(lines)] = row.problems
        elif row.state == ImportRow.State.HELD:
            errors[row.sheet, len(lines)] = {"": str(row.get_state_display())}
        lines.append(row.cells)
    return workbook([SHEETS[sheet.key] for sheet in BOOKS[made.kind]], rows, errors=errors)


def _iterate(made: Import) -> Iterator[ImportRow]:
    return _rows(made.pk).order_by("sheet", "number").iterator(chunk_size=2000)
