"""Who sees a document and who acts on it: by role in its agency or unit, or by having it in hand.

Powers of one agency say nothing about another's documents, so realms (khối) never cross; the auditor's and the
administrator's power over the province ends at the border of the realm (``people.Grant.covers``).
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from congvu.documents.models import AccessGrant, Document, DocumentFile, Holding, Sight
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.kit.kept import kept
from congvu.kit.keys import among
from congvu.people import queries as people
from congvu.people.models import Role

READERS = (Role.CLERK, Role.LEADER)
"""See every document of their agency that is not restricted to its holders."""
WRITERS = (Role.CASE_OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.CLERK, Role.RECEPTION)
"""Draw up documents of their agency."""
ANY = tuple(Role)
"""Whoever has a role in the agency: who left it, or lost all roles, acts no more."""


def can_see(document: Document, *, by: Actor, at: datetime) -> bool:
    """Say whether somebody may open the document, its files and its way."""
    if by == SYSTEM:
        return True
    if by.kind != ActorKind.OFFICIAL or by.id is None:
        return False
    held = people.grants(official_id=by.id, at=at)
    return Document.objects.filter(visible(held, official_id=by.id), pk=document.pk).exists()


def visible(held: Iterable[people.Grant], *, official_id: int) -> Q:
    """Return the condition on documents that somebody with these powers sees, for what is found already.

    A list is read by the parts of it, each in its order: ``queries.seen``.

    :param held: ``people.queries.grants`` of the official
    """
    held = list(held)
    opened = reduce(or_, by_role(held), Q(pk__in=[]))
    return opened | Q(has_row(held, official_id=official_id))


def visible_among(letters: str, held: Iterable[people.Grant], *, official_id: int) -> Q:
    """Return :func:`visible` of some documents; whom no role opens anything, rows of their own lead to them.

    :param letters: keys of the documents, as ``kit.keys.Keys`` has them
    """
    held = list(held)
    if by_role(held):
        return Q(among(letters)) & visible(held, official_id=official_id)
    own = Sight.objects.filter(_own(held, official_id), among(letters, "document_id"))
    return Q(pk__in=own.values("document_id"))


def read_whole(held: Iterable[people.Grant]) -> set[int]:
    """Return the agencies of which somebody sees every document that is not restricted to its holders."""
    return {grant.agency_id for grant in held if grant.role in READERS and grant.unit_id is None}


def by_role(held: Iterable[people.Grant]) -> list[Q]:
    """Return the parts of what roles open: of an agency, of a unit, of a realm; each is read by one index in order."""
    held = list(held)
    here = {grant.agency_id for grant in held}
    units = sorted({grant.unit_id for grant in held if grant.role == Role.UNIT_HEAD and grant.unit_id})
    realms = sorted({grant.realm for grant in held if grant.role == Role.AUDITOR})
    return [
        *(Q(agency_id=agency_id, is_restricted=False) for agency_id in sorted(read_whole(held))),
        *(Q(unit_id=unit_id, agency_id__in=here, is_restricted=False) for unit_id in units),
        *(Q(agency__realm=realm, is_restricted=False) for realm in realms),
    ]


def in_sight(held: Iterable[people.Grant], *, official_id: int, beyond: Collection[int] = ()) -> list[Q]:
    """Return the parts of what somebody sees by rows of their own (``Sight``); each is read by one index in order.

    :param beyond: agencies of which rows are left out, but for permissions by name, which may be of any agency
    """
    held = list(held)
    here = {grant.agency_id for grant in held}.difference(beyond)
    named = Q(by_name=True)
    parts = [
        Q(official_id=person) & (Q(agency_id__in=here) | named if here else named)
        for person in _persons(held, official_id)
    ]
    for agency_id, role, unit_id in sorted(
        {(grant.agency_id, str(grant.role), grant.unit_id) for grant in held if grant.agency_id in here}, key=str
    ):
        of_role = Q(official=None, agency_id=agency_id, role=role)
        parts += [of_role & Q(unit=None), *([] if unit_id else [of_role & Q(unit__isnull=False)])]
    for unit_id in sorted({grant.unit_id for grant in held if grant.unit_id}):
        roles = {str(grant.role) for grant in held if grant.unit_id == unit_id and grant.agency_id in here}
        parts += [Q(official=None, unit_id=unit_id, role=role) for role in sorted(roles)]
        to_unit = Q(official=None, unit_id=unit_id, role="")
        parts.append(to_unit if Role.UNIT_HEAD in roles else to_unit & named)
    return list(dict.fromkeys(parts))


def has_row(held: Iterable[people.Grant], *, official_id: int) -> Exists:
    """Return the condition on documents of which somebody has a row of their own (``Sight``)."""
    return Exists(Sight.objects.filter(_own(held, official_id), document=OuterRef("pk")))


def _own(held: Iterable[people.Grant], official_id: int) -> Q:
    return reduce(or_, in_sight(held, official_id=official_id))


def where_seen(held: Iterable[people.Grant], *, official_id: int) -> Q:
    """Return the condition on the agency that every document fulfils which somebody with these powers sees."""
    held = list(held)
    if any(grant.role == Role.AUDITOR for grant in held):
        return Q()
    let = _let(tuple(_persons(held, official_id)), tuple(sorted(_units(held))))
    return Q(agency_id__in=let.union(grant.agency_id for grant in held))


@kept(AccessGrant, size=4096)
def _let(persons: tuple[int, ...], units: tuple[int, ...]) -> frozenset[int]:
    """Return the agencies of what permissions by name open."""
    rows = AccessGrant.objects.filter(Q(official_id__in=persons) | Q(unit_id__in=units), ended_at=None)
    return frozenset(rows.values_list("document__agency_id", flat=True))


def _persons(held: Iterable[people.Grant], official_id: int) -> list[int]:
    """The official first, then the absent colleagues stood in for."""
    return list(dict.fromkeys([official_id, *(grant.official_id for grant in held if grant.delegated)]))


def _named(held: Iterable[people.Grant], official_id: int) -> Q:
    """Permissions given by name: to the official, the absent colleague, or a unit where they have a role."""
    held = list(held)
    return Q(official_id__in=_persons(held, official_id)) | Q(unit_id__in=_units(held))


def _units(held: Iterable[people.Grant]) -> set[int]:
    return {grant.unit_id for grant in held if grant.unit_id}


def hidden_files(document: Document, rows: Iterable[DocumentFile], *, by: Actor, at: datetime) -> set[int]:
    """Return which of these files of a document somebody who sees it may not open (NĐ 30/2020, Annex VI.3).

    A limited file is open to who has or had the document in hand, drew it up, leads the agency, or is named for it.
    """
    limited = {row.pk for row in rows if row.is_limited}
    if not limited or by == SYSTEM or by.id is None:
        return set() if by == SYSTEM else limited
    held = list(people.grants(official_id=by.id, at=at))
    persons = _persons(held, by.id)
    roles = Q(pk=None)
    for grant in held:
        unit = Q() if grant.unit_id is None else Q(unit_id=grant.unit_id) | Q(unit=None)
        roles |= Q(agency_id=grant.agency_id, role=str(grant.role), official=None) & unit
    in_hand = Holding.objects.filter(Q(official_id__in=persons) | roles, document=document).exists()
    leads = any(grant.role == Role.LEADER and grant.agency_id == document.agency_id for grant in held)
    if in_hand or leads or document.drafter_id in persons:
        return set()
    named = AccessGrant.objects.filter(_named(held, by.id), document=document, file_id__in=limited, ended_at=None)
    return limited - set(named.values_list("file_id", flat=True))


def manages(document: Document, *, by: Actor, at: datetime) -> bool:
    """Say whether somebody decides who sees a document: who leads the agency or its unit, and the clerk."""
    agency_id, unit_id = document.agency_id, document.unit_id
    if people.holds(by=by, roles=[Role.LEADER, Role.CLERK], agency_id=agency_id, at=at):
        return True
    return unit_id is not None and people.holds(
        by=by, roles=[Role.UNIT_HEAD], agency_id=agency_id, unit_id=unit_id, at=at
    )


def require_manager(document: Document, *, by: Actor, at: datetime) -> Actor:
    """Let through who decides who sees a document; return them as the trace names them.

    :raises NotAllowed: anybody else
    """
    require_sight(document, by=by, at=at)
    if not manages(document, by=by, at=at):
        raise NotAllowed(_("Lãnh đạo, trưởng đơn vị hoặc văn thư quyết định ai được xem văn bản này."))
    return people.require(
        by=by, roles=[Role.LEADER, Role.CLERK, Role.UNIT_HEAD], agency_id=document.agency_id, unit_id=document.unit_id,
        at=at,
    )  # fmt: skip


def require_sight(document: Document, *, by: Actor, at: datetime) -> None:
    """Let through who may see the document.

    :raises NotAllowed: anybody else
    """
    if not can_see(document, by=by, at=at):
        raise NotAllowed(_("Văn bản này không thuộc phần việc của bạn nên không mở được."))


def require_writer(*, agency_id: int, unit_id: int | None = None, by: Actor, at: datetime) -> Actor:
    """Let through who draws up documents there; return them as the trace names them.

    :raises NotAllowed: anybody else
    """
    return people.require(by=by, roles=WRITERS, agency_id=agency_id, unit_id=unit_id, at=at)


def require_holder(document: Document, *tasks: Holding.Task, by: Actor, at: datetime) -> Actor:
    """Let through who has the document in hand for one of these tasks, or stands in for whom has it.

    :raises NotAllowed: it is in nobody's hand for this, or in somebody else's
    """
    if by == SYSTEM:
        return by
    rows = Holding.objects.filter(document=document, task__in=tasks, done_at=None).select_related("official")
    for row in rows:
        if actor := _acting(row, by=by, at=at):
            return actor
    names = ", ".join(str(row.official or Role(row.role).label) for row in rows)
    if not names:
        raise NotAllowed(_("Việc này đã có người làm hoặc chưa đến lượt. Hãy tải lại trang."))
    raise NotAllowed(_("Văn bản đang chờ %(names)s xử lý, không phải bạn.") % {"names": names})


def has_task(document: Document, *tasks: Holding.Task, by: Actor, at: datetime) -> bool:
    """Say whether ``require_holder`` would let somebody through: for the buttons of a page."""
    rows = Holding.objects.filter(document=document, task__in=tasks, done_at=None).select_related("official")
    return by == SYSTEM or any(_acting(row, by=by, at=at) for row in rows)


def _acting(row: Holding, *, by: Actor, at: datetime) -> Actor | None:
    roles, holder = (ANY, row.official_id) if row.official_id else ((row.role,), None)
    unit_id = None if row.official_id else row.unit_id
    try:
        return people.require(by=by, roles=roles, agency_id=row.agency_id, unit_id=unit_id, holder_id=holder, at=at)
    except NotAllowed:
        return None
