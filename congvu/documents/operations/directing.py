"""The leader's note, and the unit head who gives the document to a person (NĐ 30/2020 Đ.23, 24)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents.lifecycle import State
from congvu.documents.models import Delivery, Directive, Document, Holding
from congvu.documents.operations.holding import done, hand_to
from congvu.documents.operations.moves import lock, move, trace
from congvu.documents.operations.registering import ReasonMissing
from congvu.documents.operations.senders import tell_sender
from congvu.documents.rules import require_holder
from congvu.documents.secrecy import without_secrets
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Official, OrgUnit
from congvu.places.models import valid_on
from congvu.workdays import queries as workdays

DIRECTORS = ("leader",)
ASSIGNERS = ("unit_head", "leader")
MOST_DAYS = 365


class NobodyNamed(Refusal):
    """A note that gives work names who leads it; a work is given to somebody of the agency."""


class NotedMeanwhile(Stale):
    """Another leader has noted on the document since the page was opened."""


class BadDeadline(Refusal):
    """The deadline cannot be."""


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who takes part: a unit of the agency, or one of its officials."""

    unit_id: int | None = None
    official_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class NoteIn:
    """A leader's note (bút phê). Without a lead the document is for information only."""

    text: str
    lead: Party | None = None
    coordinators: Sequence[Party] = field(default_factory=tuple)
    readers: Sequence[Party] = field(default_factory=tuple)
    days: int | None = None
    """The deadline in working days from now …"""
    due_on: date | None = None
    """… or as a day: until the end of its work."""
    seen: int | None = None
    """How many notes stood on the document when this one was written; None asks nothing."""


@without_secrets("note")
@transaction.atomic
def direct(*, document_id: int, given: NoteIn, by: Actor, at: datetime) -> Directive:
    """Write a leader's note on a registered document: who leads, who works with, until when. May be written anew.

    A unit that leads waits for its head to name a person; a person who leads has it at once.

    :raises NotAllowed: unless ``by`` leads the agency
    :raises StepNotAllowed: not registered yet, completed or gone
    :raises NobodyNamed: neither lead nor readers, or somebody who is not of the agency
    :raises BadDeadline: before today, or further than a year
    :raises NotedMeanwhile: of two leaders the other was faster
    """
    document = lock(document_id)
    _check_seen(document, given)
    by = _require_director(document, by=by, at=at)
    lead = _named(document, given.lead, at) if given.lead else None
    others = [_named(document, party, at) for party in given.coordinators]
    readers = [_named(document, party, at) for party in given.readers]
    if lead is None and not readers:
        raise NobodyNamed(_("Chọn đơn vị hoặc người chủ trì; nếu chỉ để biết thì chọn người nhận để biết."))
    due_at = due_of(given.days, given.due_on, at) if lead else None
    after = State.INFORMED if lead is None else State.IN_PROGRESS if lead[1] else State.DIRECTED
    words = clean(given.text) or _words(lead, others, readers)
    if document.state != after:
        move(document, after, by=by, at=at, note=words)
    note = Directive.objects.create(
        document=document,
        text=words,
        lead_unit=lead[0] if lead else None,
        lead=lead[1] if lead else None,
        coordinators=[_kept(one, "coordinate") for one in others] + [_kept(one, "read") for one in readers],
        due_at=due_at,
        by=by.snapshot(),
        at=at,
    )
    document.unit = lead[0] if lead else document.unit
    document.due_at = due_at or document.due_at
    document.save(update_fields=["unit", "due_at"])
    done(document, at=at)
    if lead:
        _hand(document, Holding.Task.LEAD if lead[1] else Holding.Task.ASSIGN, lead, due_at, at)
    for one in others:
        _hand(document, Holding.Task.COORDINATE, one, due_at, at)
    for one in readers:
        _hand(document, Holding.Task.READ, one, None, at)
    told = {State.DIRECTED: Delivery.Status.ASSIGNED, State.IN_PROGRESS: Delivery.Status.IN_PROGRESS}
    tell_sender(document, told.get(after, Delivery.Status.COMPLETED), at=at)
    trace(document, "direct", by=by, at=at, data={"directive": note.pk, "due": due_at.isoformat() if due_at else ""})
    return note


@without_secrets("note")
@transaction.atomic
def assign(
    *, document_id: int, official_id: int, note: str = "", due_on: date | None = None, by: Actor, at: datetime
) -> Holding:
    """Give a document that the unit leads to one of its people; given already, it goes from one to the other.

    :raises NotAllowed: unless ``by`` heads the unit that leads, or the agency
    :raises StepNotAllowed: the leader has not noted on it, or it is done
    :raises NobodyNamed: the official holds no post in the agency
    :raises BadDeadline: later than the leader's deadline, or past
    """
    document = lock(document_id)
    by = people.require(by=by, roles=ASSIGNERS, agency_id=document.agency_id, unit_id=document.unit_id, at=at)
    unit, official = _named(document, Party(official_id=official_id), at)
    due_at = due_of(None, due_on, at) if due_on else document.due_at
    if due_at and document.due_at and due_at > document.due_at:
        raise BadDeadline(_("Hạn giao cho cá nhân không được sau hạn lãnh đạo đã ghi."))
    if document.state != State.IN_PROGRESS:
        move(document, State.IN_PROGRESS, by=by, at=at, note=clean(note))
    done(document, [Holding.Task.ASSIGN, Holding.Task.LEAD], at=at)
    holding = _hand(document, Holding.Task.LEAD, (unit, official), due_at, at)
    tell_sender(document, Delivery.Status.IN_PROGRESS, at=at)
    trace(document, "assign", by=by, at=at, data={"official": official_id, "note": clean(note)[:500]})
    return holding


@without_secrets("note")
@transaction.atomic
def hand_back(*, document_id: int, reason: str, by: Actor, at: datetime) -> Document:
    """Give a document back to the leader: it is no matter of this unit.

    :raises NotAllowed: unless ``by`` heads the unit that leads
    :raises ReasonMissing: without a reason
    """
    document, reason = lock(document_id), clean(reason)
    by = people.require(by=by, roles=ASSIGNERS, agency_id=document.agency_id, unit_id=document.unit_id, at=at)
    if not reason:
        raise ReasonMissing(_("Ghi lý do chuyển lại để lãnh đạo phân công đơn vị khác."))
    move(document, State.REGISTERED, by=by, at=at, note=reason)
    done(document, at=at)
    last = document.directives.last()
    hand_to(
        document,
        Holding.Task.DIRECT,
        role="" if last and last.by.get("id") else "leader",
        official_id=last.by.get("id") if last else None,
        at=at,
    )
    trace(document, "hand_back", by=by, at=at)
    return document


def due_of(days: int | None, day: date | None, at: datetime) -> datetime | None:
    """Return the moment of a deadline given in working days or as a day; None when neither is given.

    :raises BadDeadline: before today, or further than a year
    """
    if days is not None:
        if not 0 < days <= MOST_DAYS:
            raise BadDeadline(_("Thời hạn từ 1 đến %(n)s ngày làm việc.") % {"n": MOST_DAYS})
        return workdays.due(start=at, limit=workdays.Limit(days, workdays.Unit.WORKING_DAY)).due_at
    if day is None:
        return None
    ahead = (day - timezone.localdate(at)).days
    if not 0 <= ahead <= MOST_DAYS:
        raise BadDeadline(_("Hạn xử lý phải từ hôm nay và trong vòng một năm."))
    calendar = workdays.calendar()
    return calendar.close(day) if calendar.is_working(day) else calendar.close(calendar.next_working(day))


Named = tuple[OrgUnit | None, Official | None]


def _named(document: Document, party: Party, at: datetime) -> Named:
    """Return unit and official as rows of the document's agency; a person brings the unit of the post."""
    day = timezone.localdate(at)
    if party.official_id is not None:
        post = people.posts(on=day, official_id=party.official_id, agency_id=document.agency_id).first()
        if post is None:
            raise NobodyNamed(_("Chỉ giao việc cho cán bộ đang công tác tại cơ quan."))
        return post.unit, post.official
    unit = OrgUnit.objects.filter(valid_on(day), pk=party.unit_id or 0, agency_id=document.agency_id).first()
    if unit is None:
        raise NobodyNamed(_("Chỉ giao việc cho đơn vị đang có của cơ quan."))
    return unit, None


def _check_seen(document: Document, given: NoteIn) -> None:
    notes = list(document.directives.order_by("id"))
    if given.seen is None or len(notes) <= given.seen:
        return
    last = notes[-1]
    raise NotedMeanwhile(
        _("%(name)s vừa bút phê văn bản này lúc %(time)s: “%(words)s”. Xem lại, nếu vẫn cần thì ghi bút phê lại.")
        % {"name": last.by.get("name", ""), "time": f"{timezone.localtime(last.at):%H:%M}", "words": last.text[:200]}
    )


def _require_director(document: Document, *, by: Actor, at: datetime) -> Actor:
    """Let through a leader of the agency; what was put before one is that one's, or the stand-in's."""
    if document.holdings.filter(task=Holding.Task.DIRECT, done_at=None).exists():
        return require_holder(document, Holding.Task.DIRECT, by=by, at=at)
    return people.require(by=by, roles=DIRECTORS, agency_id=document.agency_id, at=at)


def _hand(document: Document, task: Holding.Task, to: Named, due_at: datetime | None, at: datetime) -> Holding:
    unit, official = to
    return hand_to(
        document,
        task,
        unit_id=unit.pk if unit else None,
        role="" if official else "unit_head",
        official_id=official.pk if official else None,
        due_at=due_at,
        at=at,
    )


def _kept(one: Named, task: str) -> dict[str, object]:
    unit, official = one
    return {
        "unit": unit.pk if unit else None,
        "official": official.pk if official else None,
        "name": str(official or unit),
        "task": task,
    }


def _words(lead: Named | None, others: Sequence[Named], readers: Sequence[Named]) -> str:
    """Say a note that was only clicked together."""
    parts = []
    if lead:
        parts.append(_("Giao %(name)s chủ trì giải quyết") % {"name": lead[1] or lead[0]})
    if others:
        parts.append(_("phối hợp: %(names)s") % {"names": ", ".join(str(one[1] or one[0]) for one in others)})
    if readers:
        parts.append(_("để biết: %(names)s") % {"names": ", ".join(str(one[1] or one[0]) for one in readers)})
    return "; ".join(parts) + "."
