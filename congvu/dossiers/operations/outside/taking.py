"""Taking in what an outside system tells: kept as it came, then let take effect, once, in the order of events."""

import datetime as dt
import io
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from congvu.dossiers.hooks import OutsideSystem
from congvu.dossiers.models import OutsideCase, OutsideMessage
from congvu.dossiers.operations import moves
from congvu.dossiers.operations.outside.mirror import FetchedFile, mirror
from congvu.dossiers.operations.outside.told import Told, told_in
from congvu.dossiers.queries import outside as queries
from congvu.files import operations as files
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Declined, Refusal
from congvu.kit.sync import messages

MOST = 200_000
"""Bytes of a message; files are fetched, not carried."""
KEPT_OF_FORGED = 2_000
WAITS = (30, 60, 300, 900, 3600)
"""Seconds to the next try of a message whose files could not be fetched."""
Outcome = OutsideMessage.Outcome
UNCOUNTED = (Outcome.REPEATED, Outcome.FORGED, Outcome.UNREADABLE)


class MessageNotTaken(Refusal):
    """A message that is forged, unreadable or about nothing we know. ``status`` is the answer in HTTP."""

    def __init__(self, words: str, *, status: int) -> None:
        super().__init__(words)
        self.status = status


def take_message(
    *, system: str, body: bytes, headers: Mapping[str, str], address: str = "", at: dt.datetime
) -> OutsideMessage:
    """Take in a message; it takes effect in a job of its own. One that comes again changes nothing.

    :raises MessageNotTaken: unknown system, forged, unreadable, or no such dossier with this system
    """
    line = queries.open_system(system)
    if line is None:
        raise MessageNotTaken(_("Không có hệ thống này."), status=404)
    text = body[:MOST].decode(errors="replace").replace("\0", "")
    try:
        if len(body) > MOST:
            raise messages.Unreadable("too long")
        told = told_in(line.read(body, headers), now=at)
    except (messages.Forged, messages.Unreadable) as problem:
        forged = isinstance(problem, messages.Forged)
        OutsideMessage.objects.create(
            system=system,
            body=text[:KEPT_OF_FORGED],
            outcome=Outcome.FORGED if forged else Outcome.UNREADABLE,
            problem=str(problem)[:300],
            received_at=at,
            address=address[:60],
        )
        words = _("Chữ ký không đúng.") if forged else _("Không đọc được: %(what)s.") % {"what": problem}
        raise MessageNotTaken(words, status=403 if forged else 400) from problem
    case = OutsideCase.objects.filter(system=system, dossier__code=told.code).first()
    try:
        message = _keep(system, told, case, text, address, at)
    except IntegrityError:
        return _keep(system, told, case, text, address, at, outcome=Outcome.REPEATED)
    if case is None:
        raise MessageNotTaken(_("Không có hồ sơ này."), status=404)
    return message


@transaction.atomic
def _keep(
    system: str,
    told: Told,
    case: OutsideCase | None,
    text: str,
    address: str,
    at: dt.datetime,
    *,
    outcome: OutsideMessage.Outcome = Outcome.WAITING,
) -> OutsideMessage:
    if case is None and outcome == Outcome.WAITING:
        outcome = Outcome.UNKNOWN
    message = OutsideMessage.objects.create(
        system=system,
        number=told.number,
        case=case,
        told_at=told.at,
        received_at=at,
        body=text,
        words=told.words,
        who=", ".join(filter(None, [told.who, told.title])),
        outcome=outcome,
        address=address[:60],
    )
    if outcome == Outcome.WAITING:
        app.configure_task("dossiers.act_on_message").defer(message_id=message.pk)
    return message


def act_on(*, message_id: int, at: dt.datetime) -> OutsideMessage:
    """Let a message take effect. Its files are fetched first; should they not come, it waits for another try.

    Call it outside a transaction.
    """
    message = OutsideMessage.objects.select_related("case__dossier__competent_agency").get(pk=message_id)
    line = queries.open_system(message.system)
    if message.outcome != Outcome.WAITING or message.case is None or line is None:
        return message
    told = told_in(messages.read(message.body.encode()), now=max(at, message.received_at))
    by = _teller(message, line)
    try:
        fetched = _fetch(line, message.case, told, by=by, at=at)
    except messages.SystemDown as failure:
        return _put_off(message, str(failure), at=at)
    except (messages.MessageRefused, Declined) as refusal:
        OutsideMessage.objects.filter(pk=message.pk).update(outcome=Outcome.CONFLICT, problem=str(refusal)[:300])
        return OutsideMessage.objects.get(pk=message.pk)
    with transaction.atomic():
        dossier = moves.lock(message.case.dossier_id)
        message = OutsideMessage.objects.select_for_update().get(pk=message_id)
        if message.outcome == Outcome.WAITING:
            message.outcome, message.problem = mirror(dossier, told, fetched, by=by, at=at)
            message.save(update_fields=["outcome", "problem"])
    return message


def _teller(message: OutsideMessage, line: OutsideSystem) -> Actor:
    agency = message.case.dossier.competent_agency if message.case else None
    name, _comma, title = message.who.partition(", ")
    return Actor(
        kind=ActorKind.SYSTEM,
        name=name or line.name,
        title=title,
        agency_code=agency.code if agency else "",
        agency_name=agency.name if agency else "",
    )


def _fetch(line: OutsideSystem, case: OutsideCase, told: Told, *, by: Actor, at: dt.datetime) -> list[FetchedFile]:
    """Return the result's files, judged and scanned like any upload."""
    return [
        FetchedFile(
            name=one.name,
            use=files.store(
                stream=io.BytesIO(line.fetch(one.address)),
                name=one.name or _("Kết quả"),
                owner=case.dossier.subject,
                label=one.name,
                by=by,
                at=at,
            ),
        )
        for one in told.files
    ]


def _put_off(message: OutsideMessage, problem: str, *, at: dt.datetime) -> OutsideMessage:
    wait = WAITS[min(message.tries, len(WAITS) - 1)]
    message.tries, message.problem = message.tries + 1, problem[:300]
    message.not_before = at + dt.timedelta(seconds=wait)
    message.save(update_fields=["tries", "problem", "not_before"])
    return message
