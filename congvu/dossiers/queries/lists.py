"""Lists of dossiers. Each reads one row per dossier and place, in index order, one page at a time."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, Count, DateTimeField, F, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils import timezone

from congvu.accounts import queries as accounts
from congvu.catalogue import queries as catalogue
from congvu.dossiers.lifecycle import DEGREE, State
from congvu.dossiers.models import WORDS, Dossier, Outcome, Slip, SupplementRequest, WorkItem
from congvu.dossiers.rules import READ_ROLES, can_read
from congvu.kit.paging import COUNTED, SIZE, Page, keyset, keyset_of_parts, page_of
from congvu.kit.questions import Question, later
from congvu.kit.text import apart, clean, fold
from congvu.people import queries as people
from congvu.people.models import Official
from congvu.people.queries import Grant
from congvu.vault import queries as vault

Items = QuerySet[WorkItem]
Moment = dt.datetime | Combinable
NOT_LATE = Q(late_since=None)
URGENT = ("sort_at", "id")
CLOCKS = ("late", "soon", "ok", "none")
"""How a work may stand, as ``Counters`` has it after the whole number."""


def _columns(model: type[Model], *names: str) -> tuple[str, ...]:
    """Return columns of a table, all without ``names``, in their own order: an object is made of a row in no other."""
    return tuple(one.attname for one in model._meta.concrete_fields if not names or one.attname in names)


OWN = _columns(WorkItem)
READ_BY = ("owner_id", "receiving_agency_id", "competent_agency_id")
"""What the log of readings asks of a row."""
OF_DOSSIER = _columns(Dossier, "id", "public_id", "result_number", *READ_BY)
OF_ASSIGNEE = _columns(Official, "id", "full_name")
COLUMNS = (*OWN, *(f"dossier__{name}" for name in OF_DOSSIER), *(f"assignee__{name}" for name in OF_ASSIGNEE))
"""What a row of a list shows of its work, dossier and assignee."""


@dataclass(frozen=True)
class Counters:
    """How many dossiers wait, by the state of the clock; of very many ``COUNTED``, the most urgent."""

    total: int
    late: int
    soon: int
    running: int
    without_promise: int


def _places(grants: Iterable[Grant]) -> list[Q]:
    """Return what these grants entitle to work on, by place: the role's rows that are nobody's or one's own."""
    found = []
    for grant in grants:
        place = Q(agency_id=grant.agency_id, role=grant.role)
        if grant.unit_id is not None:
            place &= Q(unit_id=grant.unit_id) | Q(unit_id=None)
        found.append(place & (Q(assignee_id=None) | Q(assignee_id=grant.official_id)))
    return list(dict.fromkeys(found))


def _mine(grants: Iterable[Grant]) -> Q:
    wanted = Q(pk__in=[])
    for place in _places(grants):
        wanted |= place
    return wanted


def _most_urgent(grants: Iterable[Grant], which: Q, after: str | None, size: int) -> Page[WorkItem]:
    """Return a page of what waits for this official, most urgent first."""
    return _of_any([place & which for place in _places(grants)], URGENT, after, size)


def _of_kinds(grants: Iterable[Grant], kinds: Iterable[str], after: str | None, size: int) -> Page[WorkItem]:
    """Return a page of what waits for this official, of these kinds of work; of all without."""
    held, chosen = tuple(grants), tuple(str(kind) for kind in kinds)
    if after or len(_places(held)) != 1:
        return _most_urgent(held, _of_any_kind(chosen), after, size)
    return page_of([_from_row(row) for row in _first_page.answer(held, chosen, size)], order=URGENT, size=size)


@Question
def _first_page(grants: tuple[Grant, ...], kinds: tuple[str, ...], size: int) -> QuerySet[Any, Any]:
    """Ask for the page that everybody opens, at the one place where most officials work."""
    (place,) = _places(grants)
    found = WorkItem.objects.filter(place & _of_any_kind(kinds)).order_by(*URGENT)
    return found.values_list(*COLUMNS)[: size + 1]


def _from_row(row: tuple[Any, ...]) -> WorkItem:
    of_dossier, of_assignee = len(OWN), len(OWN) + len(OF_DOSSIER)
    item = WorkItem.from_db(DEFAULT_DB_ALIAS, OWN, row[:of_dossier])
    item.dossier = Dossier.from_db(DEFAULT_DB_ALIAS, OF_DOSSIER, row[of_dossier:of_assignee])
    item.assignee = Official.from_db(DEFAULT_DB_ALIAS, OF_ASSIGNEE, row[of_assignee:]) if item.assignee_id else None
    return item


def _of_any_kind(kinds: tuple[str, ...]) -> Q:
    return Q(kind__in=kinds) if kinds else Q()


def _of_any(parts: list[Q], order: tuple[str, ...], after: str | None, size: int) -> Page[WorkItem]:
    """Return a page of the items in any of these parts; each is read in its order by an index of its own."""
    rows = _as_rows(WorkItem.objects.all())
    if len(parts) == 1:
        return keyset(rows.filter(parts[0]), order=order, after=after, size=size)
    named = [(WorkItem.objects.filter(part), order) for part in parts]
    return keyset_of_parts(rows, named, order=order, after=after, size=size)


def _as_rows(items: Items) -> Items:
    """Return what a row of a list shows: of the dossier its address, the number of its result, and whose it is."""
    return items.select_related("dossier", "assignee").only(*COLUMNS)


def work_list(
    *,
    grants: Iterable[Grant],
    kinds: Iterable[str] = (),
    clock: str = "",
    now: dt.datetime,
    after: str | None = None,
    size: int = SIZE,
) -> Page[WorkItem]:
    """Return what waits for this official, most urgent first.

    :param clock: "late", "soon", "ok", "none" or "" for all
    """
    if not clock:
        return _of_kinds(grants, kinds, after, size)
    return _most_urgent(grants, _by_clock(clock, now) & _of_any_kind(tuple(kinds)), after, size)


def reception_queue(*, grants: Iterable[Grant], after: str | None = None, size: int = SIZE) -> Page[WorkItem]:
    """Return what waits to be received, first come first."""
    return _of_kinds(grants, [WorkItem.Kind.RECEIVE, WorkItem.Kind.TAKE_IN], after, size)


def sign_list(*, grants: Iterable[Grant], after: str | None = None, size: int = SIZE) -> Page[WorkItem]:
    """Return what waits for the leader's signature, most urgent first."""
    return _of_kinds(grants, [WorkItem.Kind.SIGN], after, size)


def return_list(*, grants: Iterable[Grant], after: str | None = None, size: int = SIZE) -> Page[WorkItem]:
    """Return the results that wait to be handed out."""
    return _of_kinds(grants, [WorkItem.Kind.RETURN], after, size)


def results_waiting(*, grants: Iterable[Grant], agency_id: int, limit: int = 200) -> list[Dossier]:
    """Return the dossiers of an agency whose result waits to be handed out by this official, first come first."""
    waiting = WorkItem.objects.filter(_mine(grants), kind=WorkItem.Kind.RETURN, agency_id=agency_id)
    ids = list(waiting.order_by("sort_at", "id").values_list("dossier_id", flat=True)[:limit])
    return list(Dossier.objects.filter(pk__in=ids).order_by("done_at", "id"))


def taken_in_on(*, agency_id: int, day: dt.date) -> list[Dossier]:
    """Return the dossiers that a desk took in on a day, by the agency that solves them, first come first."""
    start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    found = Dossier.objects.filter(
        receiving_agency_id=agency_id, received_at__gte=start, received_at__lt=start + dt.timedelta(days=1)
    )
    found = found.select_related("competent_agency", "version__procedure").defer("values")
    return list(found.order_by("competent_agency__sort_key", "received_at", "id"))


def unclaimed_list(
    *, grants: Iterable[Grant], before: dt.datetime, after: str | None = None, size: int = SIZE
) -> Page[WorkItem]:
    """Return the results that wait to be handed out since before ``before``, the oldest first."""
    return _most_urgent(grants, Q(kind=WorkItem.Kind.RETURN, ready_at__lte=before), after, size)


def unclaimed(*, before: dt.datetime) -> list[int]:
    """Return the dossiers whose result has waited since before ``before``, oldest first."""
    items = WorkItem.objects.filter(kind=WorkItem.Kind.RETURN, ready_at__lte=before)
    return list(items.order_by("ready_at", "id").values_list("dossier_id", flat=True).distinct())


def late_list(
    *, agency_ids: Iterable[int], now: dt.datetime, after: str | None = None, size: int = SIZE
) -> Page[WorkItem]:
    """Return the open dossiers of these agencies that are past their day."""
    causes = (Q(due_at__lt=now), Q(due_at__isnull=False, late_since__isnull=False))
    return _of_any([Q(agency_id__in=list(agency_ids)) & cause for cause in causes], ("due_at", "id"), after, size)


def soon_list(
    *, agency_ids: Iterable[int], now: dt.datetime, after: str | None = None, size: int = SIZE
) -> Page[WorkItem]:
    """Return the open dossiers of these agencies whose day is near, the nearest first."""
    items = WorkItem.objects.filter(NOT_LATE, agency_id__in=list(agency_ids), due_at__gte=now, soon_at__lte=now)
    return keyset(_as_rows(items), order=("due_at", "id"), after=after, size=size)


def nearly_due(*, now: dt.datetime) -> list[int]:
    """Return what came near its day in the last three days and lies with somebody, or before a desk that has to take
    it in, to be warned of.
    """
    near = WorkItem.objects.filter(soon_at__lte=now, soon_at__gt=now - dt.timedelta(days=3), due_at__gte=now)
    told = near.filter(Q(assignee__isnull=False) | Q(kind=WorkItem.Kind.RECEIVE))
    return list(told.order_by("id").values_list("pk", flat=True))


def counters(*, grants: Iterable[Grant], now: dt.datetime) -> Counters:
    """Count what waits for this official."""
    number = _clocks.counts(tuple(grants), now=now.isoformat())
    return Counters(sum(number.values()), *(number.get(clock, 0) for clock in CLOCKS))


@Question
def _clocks(grants: tuple[Grant, ...]) -> QuerySet[Any, Any]:
    now = Cast(Value(later("now")), DateTimeField())
    stands = [When(_by_clock(clock, now), then=Value(clock)) for clock in CLOCKS]
    return _first(grants, Case(*stands, default=Value("")))


def _first(grants: Iterable[Grant], what: Combinable) -> QuerySet[Any, Any]:
    """Return something, last of three, of each of the ``COUNTED`` most urgent works of this official."""
    order = ("sort_at", "id")
    found, *others = [
        WorkItem.objects.filter(place).annotate(said=what).order_by(*order).values_list(*order, "said")[:COUNTED]
        for place in _places(grants) or [Q(pk__in=[])]
    ]
    return found.union(*others).order_by(*order)[:COUNTED] if others else found


def open_work_of(official_ids: Collection[int]) -> dict[int, int]:
    """Return how much open work lies with each of these officials."""
    rows = WorkItem.objects.filter(assignee_id__in=official_ids).order_by().values_list("assignee_id")
    return dict(rows.annotate(n=Count("id")))


def kind_counts(*, grants: Iterable[Grant]) -> dict[str, int]:
    """Count what waits for this official by kind of work, for the menu; of very much only ``COUNTED`` rows."""
    return _kinds.counts(tuple(grants))


@Question
def _kinds(grants: tuple[Grant, ...]) -> QuerySet[Any, Any]:
    return _first(grants, F("kind"))


def waiting_for_supplement() -> list[int]:
    """Return the open supplement requests that have a last day and are not yet noted as overdue, oldest first."""
    rows = SupplementRequest.objects.filter(answered_at=None, overdue_at=None, answer_by__isnull=False)
    rows = rows.filter(dossier__state=State.SUPPLEMENT_REQUIRED)
    return list(rows.order_by("id").values_list("pk", flat=True))


def _is_late(now: Moment) -> Q:
    """Return what is past its day, or counts as late for another cause (asked twice, an apology too late)."""
    return Q(due_at__lt=now) | Q(late_since__isnull=False)


def _by_clock(clock: str, now: Moment) -> Q:
    match clock:
        case "late":
            return _is_late(now)
        case "soon":
            return NOT_LATE & Q(due_at__gte=now, soon_at__lte=now)
        case "ok":
            return NOT_LATE & Q(due_at__gte=now, soon_at__gt=now)
        case "none":
            return NOT_LATE & Q(due_at=None)
    return Q()


def of_owner(*, party_id: int, after: str | None = None, size: int = 20) -> Page[Dossier]:
    """Return a citizen's own dossiers, newest first."""
    rows = Dossier.objects.filter(owner_id__in=people.same_person(party_id)).select_related(
        "version__procedure", "competent_agency"
    )
    rows = rows.defer("values", "version__sheet", "version__form_definition", "version__result_template")
    return keyset(rows, order=("-submitted_at", "-id"), after=after, size=size)


def of_partner(*, partner_id: int, state: int | None = None, after: str | None = None, size: int = 20) -> Page[Dossier]:
    """Return the dossiers in a partner's sight, newest first; only those in one national ``state`` when it is given."""
    rows = _in_sight(partner_id).select_related("version__procedure", "competent_agency")
    rows = rows.defer("values", "version__sheet", "version__form_definition", "version__result_template")
    if state is not None:
        rows = rows.filter(state=state)
    return keyset(rows, order=("-submitted_at", "-id"), after=after, size=size)


def id_for_partner(*, partner_id: int, code: str) -> tuple[int, uuid.UUID] | None:
    """Return row and public id of the dossier with this code, None when there is none in the partner's sight."""
    rows = _in_sight(partner_id).filter(code=clean(code).upper()[:60])
    return rows.order_by("id").values_list("id", "public_id").first()


def _in_sight(partner_id: int) -> QuerySet[Dossier]:
    """Return the dossiers that ``rules.partner_sees`` would open."""
    partner = accounts.partner(id=partner_id)
    if partner is None:
        return Dossier.objects.none()
    own = Q(bundle__partner_id=partner.pk)
    match partner.reach:
        case "province":
            return Dossier.objects.all()
        case "agency":
            own |= Q(receiving_agency_id=partner.agency_id) | Q(competent_agency_id=partner.agency_id)
    return Dossier.objects.filter(own)


def search(*, text: str, grants: Iterable[Grant], after: str | None = None, size: int = SIZE) -> Page[Dossier]:
    """Return the dossiers of one's agencies whose code, names or title have these words, without accents, newest first.

    Where none has all of them whole, those that have them letter by letter: the end of a number, the start of a name.
    """
    agencies = {grant.agency_id for grant in grants if grant.role in READ_ROLES}
    rows = Dossier.objects.filter(Q(receiving_agency_id__in=agencies) | Q(competent_agency_id__in=agencies))
    shown = ("public_id", "code", "title", "state", "owner_snapshot", "submitted_at", "competent_agency__name")
    rows = rows.select_related("competent_agency").only(*shown, "owner_id", "receiving_agency_id")
    order, folded = ("-submitted_at", "-id"), fold(text)
    whole: QuerySet[Dossier] = rows.alias(words=WORDS).filter(words=SearchQuery(apart(folded), config="simple"))
    page = keyset(whole, order=order, after=after, size=size)
    if page.rows:
        return page
    for word in folded.split():
        rows = rows.filter(search_text__contains=word)
    return keyset(rows, order=order, after=after, size=size)


def using(*, paper_id: int, grants: Iterable[Grant]) -> list[Dossier]:
    """Return the dossiers of one's agencies that use a paper of the vault, the newest first."""
    agencies = {grant.agency_id for grant in grants if grant.role in READ_ROLES}
    rows = Dossier.objects.filter(Q(receiving_agency_id__in=agencies) | Q(competent_agency_id__in=agencies))
    return list(rows.filter(papers__vault_paper_id=paper_id).defer("values").distinct().order_by("-id")[:50])


@dataclass(frozen=True)
class Issued:
    """What anybody may know of an issued result who holds its QR code: no name, no content (Luật 91/2025)."""

    result: str
    number: str
    date: dt.date | None
    agency: str
    digest: str
    """SHA-256 of the signed file; empty when it was signed by hand, on paper."""
    ended: str = ""
    """What became of it, when it no longer holds: «Đã thu hồi»."""
    last_day: dt.date | None = None


def issued(*, public_id: uuid.UUID) -> Issued | None:
    """Return what was issued under the QR code of a paper, None when nothing was."""
    dossier = (
        Dossier.objects.filter(public_id=public_id, outcome=Outcome.GRANTED)
        .select_related("version", "competent_agency")
        .first()
    )
    if dossier is None:
        return None
    found = dossier.slips.filter(kind=Slip.Kind.RESULT).order_by("-id").first()
    paper = vault.issued(public_id=public_id)
    return Issued(
        result=catalogue.words(dossier.version.sheet["result"]["name"]),
        number=dossier.result_number,
        date=dossier.result_date,
        agency=dossier.competent_agency.name,
        digest=found.digest if found else "",
        ended=vault.ended_words(paper, on=timezone.localdate()) if paper else "",
        last_day=paper.last_day if paper else None,
    )


def public_lookup(*, code: str) -> tuple[str, int] | None:
    """Return code and degree of completion (1-5) of a dossier, and nothing else (TT 01/2018 Đ.16.2d)."""
    wanted = clean(code).upper()
    found = Dossier.objects.filter(Q(code=wanted)).values_list("code", "state").first()
    if found is None:
        found = Dossier.objects.filter(aliases__code=wanted).values_list("aliases__code", "state").first()
    return (found[0], DEGREE[State(found[1])]) if found else None


def public_id_of(subject: str, *, grants: Iterable[Grant]) -> uuid.UUID | None:
    """Return the public number of the dossier that a subject (``dossier:12``) names and these powers open, or None."""
    return next((found.public_id for found in named_by([subject]) if can_read(grants, found)), None)


def named_by(subjects: Iterable[str]) -> list[Dossier]:
    """Return the dossiers that subjects (``dossier:12``) name; what is no dossier is left out."""
    numbers = {subject.removeprefix("dossier:") for subject in subjects if subject.startswith("dossier:")}
    return list(Dossier.objects.filter(pk__in=[int(one) for one in numbers if one.isdigit()]).defer("values"))
