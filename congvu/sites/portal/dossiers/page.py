"""What the owner's page of a dossier says, in the order in which one asks: state, duty, day, why, where, what was."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from congvu.delivery import queries as delivery
from congvu.delivery.models import Parcel
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier, Outcome, Slip, State
from congvu.payments import queries as payments
from congvu.processes import queries as processes
from congvu.sites.portal.procedures.sheet import hours
from congvu.workdays import queries as workdays

ENDED = frozenset({State.NOT_ACCEPTED, State.STOPPED, State.DONE, State.RETURNED})


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How the deadline stands now, for the chip."""

    state: str
    days: int = 0
    due_at: dt.datetime | None = None
    hold: str = ""


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the strip as it is drawn."""

    weekday: str
    number: int
    word: str
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why the promised day is that day."""

    due_at: dt.datetime
    provisional: bool
    same_day: bool
    limit: str
    reason: str
    """Why this day took the place of an earlier one; empty for the first."""
    days: list[Day]
    skipped: list[tuple[dt.date, str]]
    turns: list[Any]
    earlier: list[Any]


@dataclass(frozen=True, kw_only=True)
class Item:
    """A line of the timeline."""

    title: str
    who: str = ""
    note: str = ""
    at: dt.datetime | None = None
    state: str = "done"


@dataclass(kw_only=True)
class Where:
    """The way of the dossier: drawn, and as words."""

    drawing: str = ""
    now: str = ""
    at: str = ""
    """The agencies that have it now."""
    done: int = 0
    total: int = 0
    next: list[Item] = field(default_factory=list)


def clock(dossier: Dossier, *, at: dt.datetime, calendar: workdays.Calendar | None = None) -> Clock | None:
    """Return the clock of a dossier, None while no day has been promised."""
    state = State(dossier.state)
    if state in ENDED:
        return Clock(state="done", due_at=dossier.due_at) if dossier.due_at else None
    if state in dossiers.PAUSED:
        return Clock(state="stopped", hold=_hold(state))
    if dossier.clock_stopped_at is not None:
        return Clock(state="stopped", hold=_("thời gian của cơ quan phối hợp tính riêng"))
    if dossier.due_at is None or dossier.clock_started_at is None:
        return None
    calendar = calendar or workdays.calendar()
    near = dossier.soon_at is not None and at >= dossier.soon_at
    return Clock(
        state="late" if at > dossier.due_at else "soon" if near else "ok",
        days=workdays.days_left(at, dossier.due_at, calendar=calendar),
        due_at=dossier.due_at,
    )


def _hold(state: State) -> str:
    return {
        State.SUPPLEMENT_REQUIRED: _("chờ bổ sung"),
        State.PAYMENT_REQUIRED: _("chờ nộp tiền"),
    }.get(state, _("chờ trả lời yêu cầu rút"))


def why(dossier: Dossier) -> Why | None:
    """Return the account of the promised day."""
    account = dossiers.explain_due(dossier=dossier)
    if account is None:
        return None
    promise = account.promise
    limit = workdays.Limit.parse(promise.limit_text)
    return Why(
        due_at=promise.due_at,
        provisional=promise.kind == "provisional",
        same_day=limit.value == 0,
        limit=limit.words,
        reason=promise.reason,
        days=[_day(day) for day in account.days],
        skipped=[(day.date, day.reason) for day in account.days if day.kind == "rest"],
        turns=account.turns,
        earlier=account.earlier,
    )


def other_dates(dossier: Dossier, *, at: dt.datetime) -> list[dossiers.DateAccount]:
    """Return the account of every date but the promise that stands, which is told at length."""
    found = dossiers.date_accounts(dossier=dossier, at=at)
    return found[1:] if dossier.promises.all() else found


def _day(day: Any) -> Day:
    names = [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")]
    words = {
        "received": pgettext("day", "nhận"),
        "rest": pgettext("day", "nghỉ") if day.date.weekday() > 4 else pgettext("day", "lễ"),
    }
    return Day(
        weekday=names[day.date.weekday()],
        number=day.date.day,
        word=words.get(day.kind, f"{day.number}/{day.total}"),
        state={"rest": "off", "due": "due"}.get(day.kind, ""),
    )


def where(dossier: Dossier) -> Where:
    """Return where the dossier is on its way."""
    if dossier.run is None:
        return Where()
    course = processes.course(dossier.run)
    rows = course.table
    waiting = [row for row in rows if row.mark == "now"]
    done = [row for row in rows if row.mark == "done"]
    ahead = [row for row in rows if row.mark == "next"]
    return Where(
        drawing=course.drawing,
        now=", ".join(dict.fromkeys(row.name for row in waiting)),
        at=", ".join(dict.fromkeys(row.agency_name for row in waiting)),
        done=len(done),
        total=len(done) + len(waiting) + len(ahead),
        next=[_item(row) for row in [*waiting, *ahead]],
    )


def _item(row: processes.StepRow) -> Item:
    place = ", ".join(filter(None, [row.unit_name, row.agency_name])) or row.role_name
    limit = _("%(hours)s giờ làm việc") % {"hours": hours(row.limit_minutes)} if row.limit_minutes else ""
    return Item(title=row.name, state=row.mark, who=place, note=limit, at=row.ready_at)


def happened(dossier: Dossier, way: Where) -> list[Item]:
    """Return what happened, what is being done and what is to come."""
    lines = [
        Item(title=line.title, who=line.who, note=line.note, at=line.at) for line in dossiers.timeline(dossier=dossier)
    ]
    return lines + ([] if State(dossier.state) in ENDED else way.next)


def headline(dossier: Dossier, way: Where) -> str:
    """Say in a sentence who does what now."""
    state = State(dossier.state)
    receiver, competent = dossier.receiving_agency.name, dossier.competent_agency.name
    if state in {State.ACCEPTED, State.PROCESSING} and way.now:
        doing = {"agency": way.at or competent, "step": way.now}
        return _("%(agency)s đang làm bước «%(step)s». Bạn chưa phải làm gì.") % doing
    words = {
        State.REGISTERED: _("%(agency)s đã nhận hồ sơ bạn gửi và sẽ kiểm tra giấy tờ. Bạn chưa phải làm gì.")
        % {"agency": receiver},
        State.ACCEPTED: _("%(agency)s đã tiếp nhận. Bạn chưa phải làm gì.") % {"agency": receiver},
        State.PROCESSING: _("%(agency)s đang giải quyết. Bạn chưa phải làm gì.") % {"agency": competent},
        State.SUPPLEMENT_REQUIRED: _("%(agency)s chờ bạn bổ sung. Đồng hồ đang dừng.") % {"agency": receiver},
        State.PAYMENT_REQUIRED: _("%(agency)s chờ bạn nộp tiền. Đồng hồ đang dừng.") % {"agency": receiver},
        State.WITHDRAW_REQUESTED: _("%(agency)s đang xem yêu cầu rút hồ sơ của bạn.") % {"agency": competent},
        State.STOPPED: _("%(agency)s đã dừng xử lý hồ sơ này.") % {"agency": competent},
        State.NOT_ACCEPTED: _("%(agency)s không tiếp nhận hồ sơ. Lý do ghi ở phiếu dưới đây.") % {"agency": receiver},
        State.DONE: _("Đã có kết quả. %(how)s.") % {"how": dossier.get_return_by_display()},
        State.RETURNED: _("Kết quả đã trả cho bạn."),
    }
    return words[state]


def big_word(dossier: Dossier) -> str:
    """Say the state in two or three words."""
    if dossier.outcome == Outcome.REFUSED:
        return _("Từ chối giải quyết")
    return _("Chờ tiếp nhận") if dossier.state == State.REGISTERED else dossier.state_label


def reason_against(dossier: Dossier) -> str:
    """Return why it was refused, not taken in or stopped, in the officer's words; empty for any other dossier."""
    if dossier.outcome != Outcome.REFUSED and dossier.state not in {State.NOT_ACCEPTED, State.STOPPED}:
        return ""
    ended = dossier.moves.filter(after__in=[State.DONE, State.NOT_ACCEPTED, State.STOPPED]).order_by("id").last()
    return ended.note if ended else ""


def slips(dossier: Dossier) -> list[Slip]:
    """Return the papers issued to the citizen, the result first; not those still waiting for the seal."""
    issued = dossier.slips.exclude(kind__in=[Slip.Kind.SIGNED_RESULT, Slip.Kind.MINUTES]).order_by("id")
    return sorted(issued, key=lambda slip: slip.kind != Slip.Kind.RESULT)


def parcels(dossier: Dossier) -> list[tuple[Parcel, str]]:
    """Return the parcels that bring the result, each with the carrier's page of it; those called off are left out."""
    if dossier.state not in {State.DONE, State.RETURNED}:
        return []
    found = [one for one in delivery.parcels_of(subject=dossier.subject) if one.state != "cancelled"]
    return [(one, delivery.tracking_address(one)) for one in found if one.way == Parcel.Way.RESULT]


def money(dossier: Dossier) -> dict[str, Any]:
    """Return what is still owed for the dossier, in đồng, and its receipts that stand."""
    charges = payments.charges(subject=dossier.subject)
    receipts = [found for one in charges if (found := payments.receipt(charge=one))]
    return {"money_due": sum(one.amount for one in charges if one.state == "due"), "receipts": receipts}
