"""A rest day decreed later changes no promise silently: new days are proposed, and given in bulk by one decision.

They stand outside the one re-appointment, and the citizen is told. Who does not accept leaves the promises as they are.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import operations as audit
from congvu.dossiers.lifecycle import RUNNING
from congvu.dossiers.models import CalendarChange, Dossier, NewDay
from congvu.dossiers.operations import clock, moves
from congvu.dossiers.operations.reception import in_words
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.people import queries as people

EDITORS = ("province_admin",)
State, Row = CalendarChange.State, NewDay.State


class ChangeDecided(Refusal):
    """It has been decided about this change of the calendar."""


@transaction.atomic
def propose_new_days(*, first: dt.date, reason: str, at: dt.datetime) -> CalendarChange | None:
    """Find the open promises that the calendar of now would set later, and propose those days.

    None when there are none. What was proposed before and not decided gives way: the calendar of now says it all.

    :param first: from which day on days count otherwise; promises that end before it are not touched
    """
    begins = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    running = Dossier.objects.filter(state__in=RUNNING, due_at__gte=max(begins, at), clock_started_at__isnull=False)
    found = []
    for dossier in running.select_related("version__procedure").defer("values").iterator(chunk_size=500):
        day = clock.due_now(dossier)
        if day is not None and dossier.due_at is not None and day > dossier.due_at:
            found.append(NewDay(dossier=dossier, old_due_at=dossier.due_at, new_due_at=day))
    for earlier in CalendarChange.objects.filter(state=State.PROPOSED):
        earlier.delete()
    if not found:
        return None
    change = CalendarChange.objects.create(first=first, reason=reason[:300], found_at=at)
    for row in found:
        row.change = change
    NewDay.objects.bulk_create(found, batch_size=1000)
    _trace("dossiers.propose_new_days", change, by=SYSTEM, at=at, data={"dossiers": len(found)})
    return change


@transaction.atomic
def accept_new_days(*, change_id: int, by: Actor, at: dt.datetime) -> CalendarChange:
    """Promise every proposed day, by a job, one dossier after the other.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises ChangeDecided: when it was decided before
    """
    change, by = _open(change_id, by, at)
    change.state, change.decided_at, change.decided_by = State.RUNNING, at, by.snapshot()
    change.save()
    _trace("dossiers.accept_new_days", change, by=by, at=at, data={"dossiers": change.days.count()})
    key = f"dossiers.new_days:{change.pk}"
    jobs.configure_task("dossiers.give_new_days", lock=key).defer(change_id=change.pk)
    return change


@transaction.atomic
def leave_days(*, change_id: int, by: Actor, at: dt.datetime) -> CalendarChange:
    """Leave every promise as it is.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises ChangeDecided: when it was decided before
    """
    change, by = _open(change_id, by, at)
    change.state, change.decided_at, change.decided_by, change.ended_at = State.LEFT, at, by.snapshot(), at
    change.save()
    _trace("dossiers.leave_days", change, by=by, at=at, data={"dossiers": change.days.count()})
    return change


def _open(change_id: int, by: Actor, at: dt.datetime) -> tuple[CalendarChange, Actor]:
    by = people.require(by=by, roles=EDITORS, at=at)
    change = CalendarChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None or change.state != State.PROPOSED:
        raise ChangeDecided(_("Đề nghị này đã được quyết định, hoặc đã có đề nghị mới hơn. Tải lại trang."))
    return change, by


def give_new_days(*, change_id: int, at: dt.datetime) -> int:
    """Promise what waits; called again it goes on where it was. Return how many were promised now."""
    change = CalendarChange.objects.get(pk=change_id)
    if change.state != State.RUNNING:
        return 0
    given = 0
    for row_id in list(change.days.filter(state=Row.WAITING).order_by("id").values_list("pk", flat=True)):
        given += give_new_day(row_id=row_id, at=at)
    with transaction.atomic():
        if CalendarChange.objects.filter(pk=change.pk, state=State.RUNNING).update(state=State.DONE, ended_at=at):
            by = Actor(**change.decided_by)
            _trace("dossiers.end_new_days", change, by=by, at=at, data={"dossiers": given})
    return given


@transaction.atomic
def give_new_day(*, row_id: int, at: dt.datetime) -> bool:
    """Promise one dossier its new day, counted by the calendar of now; False when it needs none any more."""
    row = NewDay.objects.select_for_update(of=("self",)).select_related("change").get(pk=row_id)
    if row.state != Row.WAITING:
        return False
    dossier, by = moves.lock(row.dossier_id), Actor(**row.change.decided_by)
    day = clock.due_now(dossier) if dossier.state in RUNNING and dossier.due_at == row.old_due_at else None
    if day is None or day <= row.old_due_at:
        row.state = Row.GONE
        row.save(update_fields=["state"])
        return False
    reason = _("Lịch nghỉ thay đổi: %(why)s") % {"why": row.change.reason}
    clock.follow_calendar(dossier, reason=reason, by=by, at=at)
    clock.follow_promise(dossier, old_due_at=row.old_due_at, by=by, at=at)
    row.state, row.new_due_at = Row.GIVEN, day
    row.save(update_fields=["state", "new_due_at"])
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.give_new_day", by=by, at=at, data={"due_at": day.isoformat()})
    moves.tell(
        dossier,
        "dossier_day_changed",
        key=f"calendar:{row.change_id}",
        at=at,
        data={"reason": row.change.reason, "old_due_at": in_words(row.old_due_at), "due_at": in_words(day)},
    )
    return True


def _trace(action: str, change: CalendarChange, *, by: Actor, at: dt.datetime, data: dict[str, object]) -> None:
    subject = f"calendar_change:{change.pk}"
    audit.record(action=action, subject=subject, label=change.reason, by=by, at=at, data=data)
