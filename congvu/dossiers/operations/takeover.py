"""Handing the open dossiers of an agency that ends to its successors, in one operation that can be looked at first.

Codes, numbers, days and papers stay as they were; what moves is who receives, who is competent, and with whom open
work lies. One transaction and one line of the trace a dossier; a job that fell goes on where it was (house rule 5).
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import operations as audit
from congvu.dossiers.lifecycle import CLOSED
from congvu.dossiers.models import Dossier, Takeover, TakeoverRow
from congvu.dossiers.operations import moves
from congvu.dossiers.queries.takeover import heir_of, left_open
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Refusal
from congvu.payments import operations as payments
from congvu.people import queries as people
from congvu.people.models import Agency, RoleHolding
from congvu.places.models import valid_on
from congvu.processes import operations as processes
from congvu.processes.models import Run

EDITORS = ("province_admin",)
State, Row = Takeover.State, TakeoverRow.State


class TakeoverRefused(Refusal):
    """The hand-over cannot be prepared, changed or confirmed; the text says why."""


@transaction.atomic
def prepare_takeover(*, agency_id: int, by: Actor, at: dt.datetime) -> Takeover:
    """Look up who takes over each open dossier of an agency that ends; nothing moves before it is confirmed.

    Prepared again it is looked up anew; what a person chose stays. Dossiers that came since are added.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises TakeoverRefused: the agency has no last day, or nobody succeeds it
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    agency = Agency.objects.select_for_update().get(pk=agency_id)
    heirs = people.successors_with_place(agency_id)
    if agency.valid_to is None or not heirs:
        raise TakeoverRefused(
            _("%(name)s chưa có ngày kết thúc hoặc chưa có cơ quan kế thừa. Ghi ở trang cơ quan trước.")
            % {"name": agency.name}
        )
    made, _new = Takeover.objects.get_or_create(
        agency=agency, defaults={"on": agency.valid_to, "act": people.act_of_ending(agency_id), "prepared_at": at}
    )
    kept = made.rows.filter(state=Row.WAITING).exclude(rule=TakeoverRow.Rule.CHOSEN)
    kept.delete()
    known = set(made.rows.exclude(state=Row.MOVED).values_list("dossier_id", flat=True))
    made.rows.filter(state=Row.MOVED, dossier__in=left_open(agency_id)).delete()  # came back to it since
    found = left_open(agency_id).select_related("version", "owner").defer("version__result_template")
    rows = [_row(made, dossier, heirs) for dossier in found.iterator(chunk_size=200) if dossier.pk not in known]
    TakeoverRow.objects.bulk_create(rows, batch_size=500)
    made.prepared_at, made.on = at, agency.valid_to
    if made.state == State.DONE and rows:
        made.state, made.ended_at = State.PREPARED, None
    made.save()
    _trace("dossiers.prepare_takeover", made, by=by, at=at, data={"dossiers": len(rows)})
    return made


def _row(made: Takeover, dossier: Dossier, heirs: list[Agency]) -> TakeoverRow:
    heir = heir_of(dossier, heirs=heirs, on=made.on)
    return TakeoverRow(takeover=made, dossier=dossier, new_agency=heir.agency, rule=heir.rule, hint=heir.hint)


@transaction.atomic
def choose_heir(*, takeover_id: int, row_ids: list[int], agency_id: int, by: Actor, at: dt.datetime) -> int:
    """Choose by hand who takes dossiers over; return how many.

    :raises TakeoverRefused: the agency is none of the successors, or no such dossier waits
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    made = Takeover.objects.select_for_update().get(pk=takeover_id)
    if agency_id not in {heir.pk for heir in people.successors_with_place(made.agency_id)}:
        raise TakeoverRefused(_("Chọn một trong các cơ quan kế thừa."))
    chosen = made.rows.filter(pk__in=row_ids, state=Row.WAITING).update(
        new_agency_id=agency_id, rule=TakeoverRow.Rule.CHOSEN
    )
    if not chosen:
        raise TakeoverRefused(_("Chọn ít nhất một hồ sơ còn chờ bàn giao."))
    _trace("dossiers.choose_heir", made, by=by, at=at, data={"dossiers": chosen, "agency": agency_id})
    return chosen


@transaction.atomic
def confirm_takeover(*, takeover_id: int, by: Actor, at: dt.datetime) -> Takeover:
    """Hand over: all dossiers whose successor is known move, from the agency's last day on, by a job.

    Those that nobody has decided stay listed; chosen later, they move with the next confirmation.

    :raises TakeoverRefused: it is under way, or no dossier is ready
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    made = Takeover.objects.select_for_update().get(pk=takeover_id)
    ready = made.rows.filter(state=Row.WAITING, new_agency__isnull=False).count()
    if made.state == State.RUNNING or not ready:
        raise TakeoverRefused(_("Đang bàn giao, hoặc chưa có hồ sơ nào xác định được nơi nhận."))
    made.state, made.confirmed_at, made.confirmed_by, made.ended_at = State.RUNNING, at, by.snapshot(), None
    made.save()
    _trace("dossiers.confirm_takeover", made, by=by, at=at, data={"dossiers": ready, "on": made.on.isoformat()})
    first = timezone.make_aware(dt.datetime.combine(made.on, dt.time()))
    key = f"dossiers.takeover:{made.pk}"
    jobs.configure_task("dossiers.take_over", lock=key, schedule_at=max(first, at)).defer(takeover_id=made.pk)
    return made


def take_over_all(*, takeover_id: int, at: dt.datetime) -> int:
    """Move what waits, one dossier after the other; called again it goes on where it was. Return how many moved."""
    made = Takeover.objects.select_related("agency").get(pk=takeover_id)
    if made.state != State.RUNNING or timezone.localdate(at) < made.on:
        return 0
    moved = 0
    ready = made.rows.filter(state=Row.WAITING, new_agency__isnull=False).order_by("id")
    for row_id in list(ready.values_list("pk", flat=True)):
        moved += take_over(row_id=row_id, at=at)
    with transaction.atomic():
        if Takeover.objects.filter(pk=made.pk, state=State.RUNNING).update(state=State.DONE, ended_at=at):
            _trace("dossiers.end_takeover", made, by=_confirmer(made), at=at, data={"dossiers": moved})
    return moved


@transaction.atomic
def take_over(*, row_id: int, at: dt.datetime) -> bool:
    """Move one dossier to its successor, in the name of who confirmed the hand-over; False when it had moved."""
    row = TakeoverRow.objects.select_for_update(of=("self",)).select_related("takeover__agency").get(pk=row_id)
    if row.state != Row.WAITING or row.new_agency_id is None:
        return False
    old, by = row.takeover.agency, _confirmer(row.takeover)
    dossier = moves.lock(row.dossier_id)
    if dossier.state in CLOSED:
        row.state = Row.GONE
        row.save(update_fields=["state"])
        return False
    new = people.agency_of_id(row.new_agency_id)
    was_competent = dossier.competent_agency_id == old.pk
    if dossier.receiving_agency_id == old.pk:
        dossier.receiving_agency = new
    if was_competent:
        dossier.competent_agency = new
    dossier.legs.filter(agency=old, done_at=None).update(agency=new)
    _pass_run(dossier, old, new, by=by, at=at)
    payments.pass_to_agency(subject=dossier.subject, old_id=old.pk, new_id=new.pk, by=by, at=at)
    moves.hand_over(
        dossier,
        giver=Actor(kind=ActorKind.SYSTEM, name=old.name, agency_code=old.code, agency_name=old.name),
        receiver={"agency_name": new.name, "agency_code": new.code},
        step_name=_("Bàn giao khi sắp xếp cơ quan"),
        at=at,
        recorded_at=at,
    )
    moves.refresh_work(dossier, at=at)
    row.state, row.moved_at = Row.MOVED, at
    row.save(update_fields=["state", "moved_at"])
    moves.trace(dossier, "dossier.take_over", by=by, at=at, data={"old": old.code, "new": new.code, "rule": row.rule})
    if was_competent:
        data: dict[str, object] = {"old_agency": old.name, "on": f"{row.takeover.on:%d/%m/%Y}", "act": row.takeover.act}
        moves.tell(dossier, "dossier_moved_agency", key=f"moved:{row.takeover_id}", at=at, data=data)
    return True


def _pass_run(dossier: Dossier, old: Agency, new: Agency, *, by: Actor, at: dt.datetime) -> None:
    if not dossier.run_id:
        return
    day = timezone.localdate(at)
    codes = {unit.pk: unit.code for unit in people.units_ever(old.pk)}
    there = {unit.code: unit.pk for unit in people.units(agency_id=new.pk, on=day)}
    staying = RoleHolding.objects.filter(valid_on(day), agency=new).values_list("official_id", flat=True)
    processes.pass_to_agency(
        run_id=dossier.run_id,
        old_id=old.pk,
        new_id=new.pk,
        units={pk: there.get(code) for pk, code in codes.items()},
        staying=set(staying),
        variables=_ways(dossier, old, new, on=day),
        by=by,
        at=at,
    )


def _ways(dossier: Dossier, old: Agency, new: Agency, *, on: dt.date) -> dict[str, int | None]:
    """Return where later steps lie: in the unit and under the agency of the one that is competent now."""
    if dossier.competent_agency_id != new.pk:
        superior = Run.objects.values_list("variables__superior", flat=True).get(pk=dossier.run_id or 0)
        return {"superior": new.pk} if superior == old.pk else {}
    codes = dossier.version.sheet["agency"].get("department", [])
    department = people.unit_of(agency_id=new.pk, codes=codes, on=on) if codes else None
    return {"department": department.pk if department else None, "superior": new.parent_id}


def _confirmer(made: Takeover) -> Actor:
    return Actor(**made.confirmed_by)


def _trace(action: str, made: Takeover, *, by: Actor, at: dt.datetime, data: dict[str, object]) -> None:
    audit.record(action=action, subject=f"agency:{made.agency_id}", label=made.agency.name, by=by, at=at, data=data)
