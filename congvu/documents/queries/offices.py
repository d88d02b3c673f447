"""What an agency has decided about its documents: letterhead, runs of numbers, who signs what."""

from collections.abc import Iterable
from datetime import date

from congvu.documents import naming
from congvu.documents.models import AddresseeGroup, Document, Kind, KindSeries, Letterhead, SigningPower
from congvu.kit.kept import kept
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.places.models import valid_on


@kept(Letterhead, Agency)
def _head(agency_id: int) -> naming.Head:
    agency = people.agency_of_id(agency_id)
    usual = naming.usual_head(agency)
    row = Letterhead.objects.filter(agency_id=agency_id).first()
    if row is None:
        return usual
    return naming.Head(
        symbol=row.symbol,
        above=row.above,
        name=row.name,
        place=row.place,
        head=row.head,
        is_collective=row.is_collective,
        body=usual.body,
        footer=row.footer,
        email=row.email,
    )


def head_of(agency_id: int) -> naming.Head:
    """Return how an agency names itself on its documents: as it said, else as is usual for its kind."""
    return _head(agency_id)


def powers(*, agency_id: int, on: date, kind: Kind | None = None, official_id: int | None = None) -> list[SigningPower]:
    """Return who may sign documents of an agency that day, of one kind if named, each with the official."""
    rows = SigningPower.objects.filter(valid_on(on), agency_id=agency_id).select_related("official")
    if official_id is not None:
        rows = rows.filter(official_id=official_id)
    return [row for row in rows if kind is None or not row.kinds or kind.code in row.kinds]


def series_of(*, agency_id: int, kind: Kind, year: int) -> tuple[str, str]:
    """Return kind and title of the book that numbers such documents of an agency in a year (``numbering.enter``).

    All copies of an agency are one run (Annex I, part II).
    """
    if kind.is_copy:
        return f"document_{kind.realm}_copy", "Sổ đăng ký bản sao"
    decided = KindSeries.objects.filter(agency_id=agency_id, year_from__lte=year, kinds__contains=[kind.code])
    for row in decided.order_by("-year_from"):
        if row.year_to is None or row.year_to >= year:
            return f"document_{kind.realm}_{row.key}"[:40], row.title
    return f"document_{kind.realm}_{kind.code}", f"Sổ đăng ký văn bản đi – {kind.name}"


def shared_series(*, agency_id: int) -> list[tuple[KindSeries, list[str]]]:
    """Return the runs that several kinds share, each with the names of its kinds."""
    realm = people.agency_of_id(agency_id).realm
    names = dict(Kind.objects.filter(realm=realm, valid_to=None).values_list("code", "name"))
    rows = KindSeries.objects.filter(agency_id=agency_id).order_by("-year_from", "title")
    return [(row, [names.get(code, str(code)) for code in row.kinds]) for row in rows]


def groups(*, agency_id: int, realm: str) -> list[AddresseeGroup]:
    """Return the groups of receivers an agency may write to: its own, and those of its realm."""
    own = AddresseeGroup.objects.filter(agency_id=agency_id)
    return [*own, *AddresseeGroup.objects.filter(agency=None, realm=realm)]


def members(group_ids: Iterable[int], *, on: date) -> dict[int, list[Agency]]:
    """Return the agencies of these groups on a day, in Vietnamese order."""
    found: dict[int, list[Agency]] = {}
    for group in AddresseeGroup.objects.filter(pk__in=list(group_ids)):
        rows = (
            Agency.objects.filter(valid_on(on), kind=group.kind, realm=group.realm)
            if group.kind
            else group.members.filter(valid_on(on))
        )
        found[group.pk] = list(rows.order_by("sort_key"))
    return found


def lines_over_signature(document: Document) -> list[str]:
    """Return the lines above the signature of a document."""
    head = head_of(document.agency_id)
    return naming.signing_lines(competence=document.competence, position=document.signer_position, head=head)
