"""Rows of who sees a document: written where sight is given, so that lists need not ask it of each document."""

from collections.abc import Iterable
from datetime import datetime

from congvu.documents.models import AccessGrant, Document, Holding, Sight
from congvu.people.models import Role


def of_holding(row: Holding, document: Document) -> list[Sight]:
    """Return the sight of who has, or had, a document in hand: of a unit's others its head too."""
    if row.official_id:
        return [_row(document, official_id=row.official_id)]
    rows = [_row(document, role=row.role, unit_id=row.unit_id)]
    if row.unit_id and row.role != Role.UNIT_HEAD:
        rows.append(_row(document, unit_id=row.unit_id))
    return rows


def of_drafter(document: Document) -> Sight:
    """Return the sight of who drew a document up without having it in hand."""
    return _row(document, official_id=document.drafter_id)


def of_grant(grant: AccessGrant, document: Document) -> Sight:
    """Return the sight of who was let see a document, or a file of it, by name."""
    return _row(document, official_id=grant.official_id, unit_id=grant.unit_id, by_name=True)


def let_in(rows: Iterable[Sight]) -> None:
    """Keep these rows; who sees a document already gets no second one."""
    Sight.objects.bulk_create(rows, ignore_conflicts=True)


def shut_out(grant: AccessGrant) -> None:
    """Take the row of an ended permission away, unless another one of the same official or unit lasts."""
    who = {"document_id": grant.document_id, "official_id": grant.official_id, "unit_id": grant.unit_id}
    if not AccessGrant.objects.filter(**who, ended_at=None).exists():
        Sight.objects.filter(**who, by_name=True).delete()


def reorder(document: Document, *, sort_at: datetime) -> None:
    """Let a document stand at another place in the lists of all who see it."""
    Sight.objects.filter(document=document).update(sort_at=sort_at)


def _row(
    document: Document,
    *,
    official_id: int | None = None,
    role: str = "",
    unit_id: int | None = None,
    by_name: bool = False,
) -> Sight:
    return Sight(
        document=document,
        agency_id=document.agency_id,
        official_id=official_id,
        role=role,
        unit_id=unit_id,
        by_name=by_name,
        direction=document.direction,
        sort_at=document.sort_at,
    )
