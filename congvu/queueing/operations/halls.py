"""The hall: lines, counters, the kiosk's key, and who sits where."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.queueing.lifecycle import AT_COUNTER, IN_HALL
from congvu.queueing.models import Appointment, Counter, Hall, Line, Ticket
from congvu.queueing.rules import ADMINS, SEATED


class HallRefused(Refusal):
    """A line or counter cannot be set so, or closed now: the text says why."""


@transaction.atomic
def set_line(*, agency_id: int, line_id: int | None = None, by: Actor, at: dt.datetime, **fields: Any) -> Line:
    """Open a line of an agency, or change one.

    :param fields: ``letter name field_codes usual_minutes slot_minutes places days_ahead grace_minutes``
    :raises NotAllowed: not the administrator of the agency
    :raises HallRefused: a field does not hold, or the letter is another line's
    """
    by = people.require(by=by, roles=ADMINS, agency_id=agency_id, at=at)
    Hall.objects.get_or_create(agency_id=agency_id)
    line: Line = _of_agency(Line, line_id, agency_id) if line_id else Line(agency_id=agency_id)
    for name, value in fields.items():
        setattr(line, name, clean(value) if isinstance(value, str) else value)
    line.letter = line.letter.upper()
    _save(line, _("Ký hiệu “%(letter)s” đã dùng cho hàng chờ khác.") % {"letter": line.letter})
    _record("queueing.set_line", line, by=by, at=at)
    return line


@transaction.atomic
def close_line(*, agency_id: int, line_id: int, by: Actor, at: dt.datetime) -> Line:
    """Close a line: no ticket and no appointment is given in it any more.

    :raises NotAllowed: not the administrator of the agency
    :raises HallRefused: somebody waits in it today, or is to come
    """
    by = people.require(by=by, roles=ADMINS, agency_id=agency_id, at=at)
    line: Line = _of_agency(Line, line_id, agency_id)
    waits = Ticket.objects.filter(line=line, day=timezone.localdate(at), state__in=IN_HALL).exists()
    if waits or Appointment.objects.filter(line=line, state=Appointment.State.BOOKED, starts_at__gte=at).exists():
        raise HallRefused(_("Hàng %(letter)s còn người chờ hoặc lịch hẹn.") % {"letter": line.letter})
    line.closed_at = at
    line.save(update_fields=["closed_at"])
    _record("queueing.close_line", line, by=by, at=at)
    return line


@transaction.atomic
def set_counter(
    *, agency_id: int, number: int, line_ids: Collection[int], counter_id: int | None = None, by: Actor, at: dt.datetime
) -> Counter:
    """Open a counter, or change its number and the lines that it calls from.

    :raises NotAllowed: not the administrator of the agency
    :raises HallRefused: no line, or the number is another counter's
    """
    by = people.require(by=by, roles=ADMINS, agency_id=agency_id, at=at)
    lines = list(Line.objects.filter(agency_id=agency_id, closed_at=None, pk__in=line_ids))
    if not lines:
        raise HallRefused(_("Chọn ít nhất một hàng chờ cho quầy."))
    counter: Counter = _of_agency(Counter, counter_id, agency_id) if counter_id else Counter(agency_id=agency_id)
    counter.number = number
    _save(counter, _("Đã có quầy số %(number)s.") % {"number": number})
    counter.lines.set(lines)
    _record("queueing.set_counter", counter, by=by, at=at)
    return counter


@transaction.atomic
def close_counter(*, agency_id: int, counter_id: int, by: Actor, at: dt.datetime) -> Counter:
    """Close a counter; whoever sits there stands up.

    :raises NotAllowed: not the administrator of the agency
    :raises HallRefused: somebody is being served there
    """
    by = people.require(by=by, roles=ADMINS, agency_id=agency_id, at=at)
    counter: Counter = _of_agency(Counter, counter_id, agency_id)
    if Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).exists():
        raise HallRefused(_("Quầy %(number)s đang tiếp khách.") % {"number": counter.number})
    counter.closed_at, counter.official, counter.sat_at = at, None, None
    counter.save(update_fields=["closed_at", "official", "sat_at"])
    _record("queueing.close_counter", counter, by=by, at=at)
    return counter


@transaction.atomic
def renew_kiosk(*, agency_id: int, by: Actor, at: dt.datetime) -> Hall:
    """Make the kiosk's key anew: pages opened with the old one give no number any more.

    :raises NotAllowed: not the administrator of the agency
    """
    by = people.require(by=by, roles=ADMINS, agency_id=agency_id, at=at)
    hall, _made = Hall.objects.update_or_create(agency_id=agency_id, defaults={"kiosk_key": uuid.uuid4()})
    audit.record(action="queueing.renew_kiosk", subject=f"hall:{hall.pk}", by=by, at=at)
    return hall


@transaction.atomic
def sit(*, counter_id: int, by: Actor, at: dt.datetime) -> Counter:
    """Sit down at a counter; who sat elsewhere has stood up there. A seat kept from another day is free.

    :raises NotAllowed: none of the roles that serve people there
    :raises Stale: a colleague sits there today
    """
    counter = Counter.objects.select_for_update(of=("self",)).filter(pk=counter_id, closed_at=None).first()
    if counter is None:
        raise HallRefused(_("Không còn quầy này."))
    by = people.require(by=by, roles=SEATED, agency_id=counter.agency_id, at=at)
    taken = counter.official_id not in {None, by.id} and counter.sat_at
    if taken and timezone.localdate(counter.sat_at) == timezone.localdate(at):
        raise Stale(_("%(name)s đang ngồi quầy %(number)s.") % {"name": counter.official, "number": counter.number})
    Counter.objects.filter(official_id=by.id or 0).exclude(pk=counter.pk).update(official=None, sat_at=None)
    counter.official_id, counter.sat_at = by.id, at
    counter.save(update_fields=["official", "sat_at"])
    _record("queueing.sit", counter, by=by, at=at)
    return counter


@transaction.atomic
def stand_up(*, by: Actor, at: dt.datetime) -> None:
    """Leave one's counter.

    :raises HallRefused: somebody is still being served there
    """
    counter = Counter.objects.select_for_update(of=("self",)).filter(official_id=by.id or 0).first()
    if counter is None:
        return
    if Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).exists():
        raise HallRefused(_("Tiếp xong khách đang ở quầy rồi hãy rời quầy."))
    counter.official, counter.sat_at = None, None
    counter.save(update_fields=["official", "sat_at"])
    _record("queueing.stand_up", counter, by=by, at=at)


def _of_agency(model: Any, pk: int, agency_id: int) -> Any:
    row = model.objects.select_for_update(of=("self",)).filter(pk=pk, agency_id=agency_id, closed_at=None).first()
    if row is None:
        raise HallRefused(_("Mục này không còn. Tải lại trang."))
    return row


def _save(row: Line | Counter, taken: str) -> None:
    try:
        row.clean_fields(exclude=["agency", "official"])
    except ValidationError as fault:
        label = {field.name: str(field.verbose_name) for field in row._meta.fields}
        told = [f"{label.get(name, name)}: {' '.join(words)}" for name, words in fault.message_dict.items()]
        raise HallRefused(" ".join(told)) from fault
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        raise HallRefused(taken) from clash


def _record(action: str, row: Line | Counter, *, by: Actor, at: dt.datetime) -> None:
    kind = "line" if isinstance(row, Line) else "counter"
    audit.record(action=action, subject=f"{kind}:{row.pk}", label=str(row), by=by, at=at)
