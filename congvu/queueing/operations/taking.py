"""Taking a ticket: at the kiosk, at the desk, or with an appointment."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.numbering import operations as numbering
from congvu.people import queries as people
from congvu.queueing.lifecycle import Rank
from congvu.queueing.models import Appointment, Hall, Line, Ticket
from congvu.queueing.queries import GROUNDS
from congvu.queueing.rules import SEATED

KIOSK = Actor(kind=ActorKind.VISITOR, name="Ki-ốt")


class LineClosed(Refusal):
    """There is no such line in this hall, or it gives no numbers now."""


@transaction.atomic
def take_ticket(
    *,
    line_id: int,
    why_first: str = "",
    party_id: int | None = None,
    name: str = "",
    procedure_code: str = "",
    procedure_name: str = "",
    by: Actor,
    at: dt.datetime,
) -> Ticket:
    """Give somebody who stands at the desk the next number of a line.

    :param why_first: ground of a priority, a key of :data:`congvu.queueing.queries.GROUNDS`; empty: none
    :raises LineClosed: the line is closed
    :raises NotAllowed: whoever serves nobody in that hall
    """
    line = _open_line(line_id)
    by = people.require(by=by, roles=SEATED, agency_id=line.agency_id, at=at)
    return write_ticket(
        line,
        why_first=why_first,
        party_id=party_id,
        name=name,
        procedure_code=procedure_code,
        procedure_name=procedure_name,
        by=by,
        at=at,
    )


@transaction.atomic
def take_at_kiosk(*, key: uuid.UUID, line_id: int, why_first: str = "", at: dt.datetime) -> Ticket:
    """Give a number at the kiosk that was opened with the hall's key.

    :raises LineClosed: the key is none of now, or the line is not of that hall
    """
    hall = Hall.objects.filter(kiosk_key=key).first()
    line = Line.objects.filter(pk=line_id, closed_at=None).first()
    if hall is None or line is None or line.agency_id != hall.agency_id:
        raise LineClosed(_("Hàng chờ này không còn nhận số. Hãy hỏi cán bộ hướng dẫn."))
    return write_ticket(line, why_first=why_first, by=KIOSK, at=at)


def write_ticket(
    line: Line,
    *,
    rank: Rank | None = None,
    waits_from: dt.datetime | None = None,
    why_first: str = "",
    appointment: Appointment | None = None,
    party_id: int | None = None,
    name: str = "",
    procedure_code: str = "",
    procedure_name: str = "",
    by: Actor,
    at: dt.datetime,
) -> Ticket:
    """Write a ticket with the next number of its line and day, in the running transaction."""
    day = timezone.localdate(at)
    why_first = why_first if why_first in GROUNDS else ""
    if rank is None:
        rank = Rank.PRIORITY if why_first else Rank.ORDINARY
    ticket = Ticket(
        line=line,
        day=day,
        number=numbering.take(series=f"queue:{line.pk}:{day:%Y%m%d}", at=at),
        rank=rank,
        why_first=why_first,
        party_id=party_id,
        name=clean(name)[:300],
        procedure_code=procedure_code[:20],
        procedure_name=clean(procedure_name)[:200],
        appointment=appointment,
        taken_at=at,
        waits_from=waits_from or at,
    )
    ticket.save(force_insert=True)
    audit.record(action="queueing.take_ticket", subject=f"ticket:{ticket.pk}", label=ticket.code, by=by, at=at)
    return ticket


def _open_line(line_id: int) -> Line:
    line = Line.objects.filter(pk=line_id, closed_at=None).first()
    if line is None:
        raise LineClosed(_("Hàng chờ này đã đóng. Chọn hàng khác."))
    return line
