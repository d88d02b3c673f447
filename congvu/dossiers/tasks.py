"""Timers of dossiers."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from congvu.dossiers import operations
from congvu.dossiers.queries import (
    earliest_to_record,
    nearly_due,
    outside,
    unclaimed,
    unclaimed_since,
    waiting_for_supplement,
)
from congvu.kit.resting import rests
from congvu.numbering import queries as numbers
from congvu.processes import queries as processes


@app.periodic(cron="*/10 * * * *")
@app.task(name="dossiers.watch_supplements", queueing_lock="dossiers.watch_supplements")
@rests
def watch_supplements(timestamp: int) -> None:
    """Remind owners who were asked to supplement, and note whose time has run out; one transaction a dossier."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for request_id in waiting_for_supplement():
        operations.remind_unanswered(request_id=request_id, at=now)
        operations.note_unanswered(request_id=request_id, at=now)


@app.task(name="dossiers.send_parcels")
def send_parcels(case_id: int) -> None:
    """Send what waits for an outside system on one dossier, in order."""
    while operations.outside.send_next(case_id=case_id, at=datetime.now(tz=UTC)):
        pass


@app.task(name="dossiers.act_on_message")
def act_on_message(message_id: int) -> None:
    """Let a message of an outside system take effect."""
    operations.outside.act_on(message_id=message_id, at=datetime.now(tz=UTC))


@app.task(name="dossiers.exclude_outage")
def exclude_outage(outage_id: int) -> None:
    """Give the dossiers of linked services back what an outage took; one transaction a dossier."""
    for dossier_id in outside.touched_by(outage_id=outage_id):
        operations.outside.exclude_outage(outage_id=outage_id, dossier_id=dossier_id, at=datetime.now(tz=UTC))


@app.periodic(cron="* * * * *")
@app.task(name="dossiers.watch_outside", queueing_lock="dossiers.watch_outside")
def watch_outside(timestamp: int) -> None:
    """Try again what did not go out or could not take effect, and note who is silent."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for case_id in outside.due_parcels(at=now):
        send_parcels.defer(case_id=case_id)
    for message_id in outside.waiting_messages(at=now):
        operations.outside.act_on(message_id=message_id, at=now)
    for case_id in outside.unacknowledged(at=now):
        operations.outside.note_silence(case_id=case_id, at=now)


@app.periodic(cron="*/10 * * * *")
@app.task(name="dossiers.watch_consultations", queueing_lock="dossiers.watch_consultations")
@rests
def watch_consultations(timestamp: int) -> None:
    """Let silence count as agreement where a sheet says so, and tell the lead elsewhere; one transaction a step."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for step in processes.overdue(kind="consult", at=now):
        operations.pass_over_silence(step_id=step.pk, at=now)


@app.periodic(cron="*/10 * * * *")
@app.task(name="dossiers.warn_holders", queueing_lock="dossiers.warn_holders")
@rests
def warn_holders(timestamp: int) -> None:
    """Warn those who hold what is nearly due; one transaction each."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for item_id in nearly_due(now=now):
        operations.warn_holder(item_id=item_id, at=now)


@app.periodic(cron="45 0 * * *")
@app.task(name="dossiers.tell_heads", queueing_lock="dossiers.tell_heads")
@rests
def tell_heads(timestamp: int) -> None:
    """Give the heads the sum of their agency at 7:45 in the morning (Vietnam); one transaction each."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for agency_id, (late, soon) in operations.agencies_to_tell(at=now).items():
        operations.tell_head(agency_id=agency_id, late=late, soon=soon, at=now)


@app.periodic(cron="15 1 * * *")
@app.task(name="dossiers.remind_unclaimed", queueing_lock="dossiers.remind_unclaimed")
@rests
def remind_unclaimed(timestamp: int) -> None:
    """Remind the owners of results that nobody came for, at 8:15 in the morning (Vietnam); one transaction each."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for dossier_id in unclaimed(before=unclaimed_since(now)):
        operations.remind_unclaimed(dossier_id=dossier_id, at=now)


@app.periodic(cron="15 18 * * *")
@app.task(name="dossiers.end_blocks", queueing_lock="dossiers.end_blocks")
def end_blocks(timestamp: int) -> None:
    """Void what is left of codes held in advance that may not be recorded any more, at 1:15 at night (Vietnam)."""
    now = datetime.fromtimestamp(timestamp, tz=UTC)
    for block_id in numbers.ended_blocks(before=earliest_to_record(now)):
        operations.end_fallen_due(block_id=block_id, at=now)


@app.task(name="dossiers.take_over")
def take_over(takeover_id: int) -> None:
    """Hand over the dossiers of an agency that ended; after a fall it goes on where it was."""
    operations.take_over_all(takeover_id=takeover_id, at=timezone.now())


@app.task(name="dossiers.give_new_days")
def give_new_days(change_id: int) -> None:
    """Promise the days that a change of the calendar makes; after a fall it goes on where it was."""
    operations.give_new_days(change_id=change_id, at=timezone.now())
