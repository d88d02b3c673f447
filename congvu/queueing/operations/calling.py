"""Calling: the next, again, held, absent, back, begun, done. A counter has one ticket at a time."""

import datetime as dt

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.people import queries as people
from congvu.queueing.lifecycle import AT_COUNTER, State, may_move
from congvu.queueing.models import Counter, Ticket
from congvu.queueing.rules import SEATED

NOT_YET = 9
"""Rank of one whose slot has not begun: called when nobody else waits."""


class NobodyWaits(Refusal):
    """Nobody waits in the lines of this counter."""


class CounterBusy(Refusal):
    """Something is called at this counter, or nobody sits there: the text says what."""


class TicketUnknown(Refusal):
    """There is no such ticket in the hall today."""


@transaction.atomic
def call_next(*, by: Actor, at: dt.datetime) -> Ticket:
    """Call whose turn it is to one's counter; who was being served there is done.

    Appointments whose slot has begun come first, then priorities, then the others, equals in the order in which they
    came. Two counters that call at once get two tickets.

    :raises CounterBusy: one sits at no counter, or a ticket is called there to which nobody came yet
    :raises NobodyWaits: the lines are empty
    """
    counter, by = _own_counter(by, at)
    here = _here(counter)
    if here is not None and here.state == State.CALLED:
        raise CounterBusy(
            _("Đang gọi %(code)s: bấm «Bắt đầu tiếp» nếu khách đã đến, hoặc «Không có mặt».") % {"code": here.code}
        )
    turn = Case(When(waits_from__gt=at, then=Value(NOT_YET)), default="rank", output_field=IntegerField())
    following = (
        Ticket.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("line")
        .filter(line__in=counter.lines.all(), day=timezone.localdate(at), state=State.WAITING)
        .order_by(turn, "waits_from", "number")
        .first()
    )
    if following is None:
        raise NobodyWaits(_("Không còn ai chờ ở các hàng của quầy này."))
    if here is not None:
        _move(here, State.DONE, by=by, at=at)
    return _call(following, counter, by=by, at=at)


@transaction.atomic
def call_again(*, by: Actor, at: dt.datetime) -> Ticket:
    """Call the ticket of one's counter once more.

    :raises CounterBusy: nothing is called there
    """
    counter, by = _own_counter(by, at)
    ticket = _here(counter)
    if ticket is None or ticket.state != State.CALLED:
        raise CounterBusy(_("Quầy chưa gọi số nào."))
    ticket.calls, ticket.called_at = ticket.calls + 1, at
    ticket.save(update_fields=["calls", "called_at"])
    _record("queueing.call_again", ticket, by=by, at=at)
    return ticket


@transaction.atomic
def call_held(*, ticket_id: int, by: Actor, at: dt.datetime) -> Ticket:
    """Call somebody back who was asked to wait aside.

    :raises CounterBusy: the counter has a ticket
    :raises TicketUnknown, Stale: the ticket is not held any more
    """
    counter, by = _own_counter(by, at)
    if (here := _here(counter)) is not None:
        raise CounterBusy(_("Quầy đang tiếp %(code)s: xong lượt này trước.") % {"code": here.code})
    ticket = _locked(ticket_id, counter, at)
    _check(ticket, State.CALLED)
    return _call(ticket, counter, by=by, at=at)


@transaction.atomic
def begin(*, by: Actor, at: dt.datetime) -> Ticket:
    """Note that who was called has come. Pressing twice does no harm.

    :raises CounterBusy: nothing is called at one's counter
    """
    counter, by = _own_counter(by, at)
    ticket = _here(counter)
    if ticket is None:
        raise CounterBusy(_("Quầy chưa gọi số nào."))
    return ticket if ticket.state == State.SERVING else _move(ticket, State.SERVING, by=by, at=at)


@transaction.atomic
def hold(*, by: Actor, at: dt.datetime) -> Ticket:
    """Ask who is at the counter to wait aside (to fetch a copy, to fill in a form); the counter is free.

    :raises CounterBusy: nobody is there
    """
    return _free(State.HELD, by=by, at=at)


@transaction.atomic
def mark_absent(*, by: Actor, at: dt.datetime) -> Ticket:
    """Note that nobody came to the call; the counter is free, and the ticket may be put back today.

    :raises CounterBusy: nothing is called there
    :raises Stale: they have come
    """
    return _free(State.ABSENT, by=by, at=at)


@transaction.atomic
def finish(*, subjects: tuple[str, ...] = (), ticket_id: int | None = None, by: Actor, at: dt.datetime) -> Ticket:
    """Note that the one at the counter, or one that was held, has what they came for.

    :param subjects: what came of it: ``dossier:12``
    :raises CounterBusy, TicketUnknown: there is none
    """
    counter, by = _own_counter(by, at)
    ticket = _locked(ticket_id, counter, at) if ticket_id else _here(counter)
    if ticket is None:
        raise CounterBusy(_("Quầy chưa gọi số nào."))
    ticket.subjects = [*ticket.subjects, *subjects]
    return _move(ticket, State.DONE, by=by, at=at)


@transaction.atomic
def put_back(*, ticket_id: int, by: Actor, at: dt.datetime) -> Ticket:
    """Put who missed the call back into the line, behind those who wait.

    :raises Stale: it is not absent
    """
    counter, by = _own_counter(by, at)
    ticket = _locked(ticket_id, counter, at)
    ticket.waits_from, ticket.counter = at, None
    return _move(ticket, State.WAITING, by=by, at=at)


@transaction.atomic
def leave(*, ticket_id: int, by: Actor, at: dt.datetime) -> Ticket:
    """Note that somebody in the line does not wait any longer.

    :raises Stale: they are being served, or were
    """
    counter, by = _own_counter(by, at)
    return _move(_locked(ticket_id, counter, at), State.GONE, by=by, at=at)


def _own_counter(by: Actor, at: dt.datetime) -> tuple[Counter, Actor]:
    counter = Counter.objects.select_for_update(of=("self",)).filter(official_id=by.id or 0, closed_at=None).first()
    if counter is None or counter.sat_at is None or timezone.localdate(counter.sat_at) != timezone.localdate(at):
        raise CounterBusy(_("Bạn chưa ngồi quầy nào hôm nay. Chọn quầy trước."))
    return counter, people.require(by=by, roles=SEATED, agency_id=counter.agency_id, at=at)


def _here(counter: Counter) -> Ticket | None:
    found = Ticket.objects.select_for_update(of=("self",)).select_related("line")
    return found.filter(counter=counter, state__in=AT_COUNTER).first()


def _locked(ticket_id: int, counter: Counter, at: dt.datetime) -> Ticket:
    ticket = (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("line")
        .filter(pk=ticket_id, line__agency_id=counter.agency_id, day=timezone.localdate(at))
        .first()
    )
    if ticket is None:
        raise TicketUnknown(_("Không có lượt này trong ngày hôm nay."))
    return ticket


def _call(ticket: Ticket, counter: Counter, *, by: Actor, at: dt.datetime) -> Ticket:
    ticket.counter, ticket.called_at, ticket.calls = counter, at, ticket.calls + 1
    return _move(ticket, State.CALLED, by=by, at=at)


def _free(state: State, *, by: Actor, at: dt.datetime) -> Ticket:
    counter, by = _own_counter(by, at)
    ticket = _here(counter)
    if ticket is None:
        raise CounterBusy(_("Quầy chưa gọi số nào."))
    return _move(ticket, state, by=by, at=at)


def _check(ticket: Ticket, state: State) -> None:
    if not may_move(ticket.state, state):
        raise Stale(
            _("Lượt %(code)s: %(state)s.") % {"code": ticket.code, "state": str(ticket.get_state_display()).lower()}
        )


def _move(ticket: Ticket, state: State, *, by: Actor, at: dt.datetime) -> Ticket:
    _check(ticket, state)
    ticket.state = state
    if state == State.SERVING:
        ticket.began_at = ticket.began_at or at
    if state in {State.DONE, State.GONE}:
        ticket.ended_at = at
    ticket.save()
    _record(f"queueing.{state}", ticket, by=by, at=at)
    return ticket


def _record(action: str, ticket: Ticket, *, by: Actor, at: dt.datetime) -> None:
    data = {"counter": ticket.counter.number} if ticket.counter else {}
    audit.record(action=action, subject=f"ticket:{ticket.pk}", label=ticket.code, data=data, by=by, at=at)
