"""The only code that writes lists brought in: taken in, checked, loaded, stopped, forgotten."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import operations as audit
from congvu.files import operations as files
from congvu.files import queries as kept
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Declined, Refusal
from congvu.people import queries as people
from congvu.staffing.agencies import Agencies
from congvu.staffing.loading import load_agency, load_official
from congvu.staffing.models import Import, ImportRow
from congvu.staffing.officials import Officials
from congvu.staffing.reading import rows_of
from congvu.staffing.sheets import BOOKS

MOST_BYTES = 10_000_000
KEPT_FOR = timedelta(days=30)
_log = logging.getLogger(__name__)


def require_may_bring(*, kind: str, by: Actor, at: datetime) -> Actor:
    """Let through who may bring a list in or take one out: of officials any administrator, of agencies the province's.

    :raises NotAllowed: not an administrator
    """
    roles = ("agency_admin", "province_admin") if kind == "officials" else ("province_admin",)
    realms = ("state", "party", "front", "mass")
    for realm in realms[1:]:
        if people.holds(by=by, roles=roles, realm=realm, at=at):
            return people.require(by=by, roles=roles, realm=realm, at=at)
    return people.require(by=by, roles=roles, at=at)


def bring_in(*, stream: IO[bytes], name: str, kind: str, by: Actor, at: datetime) -> Import:
    """Take an Excel file in and let a job read it; nothing of it takes effect before somebody confirms.

    :raises NotAllowed: not an administrator
    :raises Refusal: no such kind of list
    :raises FileRefused: not an Excel file, too large, with macros, broken or infected
    """
    if kind not in BOOKS:
        raise Refusal(_("Chọn loại danh sách."))
    by = require_may_bring(kind=kind, by=by, at=at)
    number = uuid4()
    use = files.store(
        stream=stream,
        name=name,
        owner=f"staffing_import:{number}",
        max_bytes=MOST_BYTES,
        kinds=("xlsx",),
        by=by,
        at=at,
    )
    with transaction.atomic():
        made = Import.objects.create(
            id=number,
            kind=kind,
            name=use.name,
            file_use=use.pk,
            actor=by.snapshot(),
            official_id=by.id,
            made_at=at,
        )
        audit.record(action="staffing.bring_in", subject=f"staffing_import:{number}", by=by, at=at, label=use.name)
        _queue("staffing.check", made)
    return made


def check(*, import_id: UUID | str, at: datetime) -> None:
    """Read the file and compare it with what is there; called again it begins anew, until the list is confirmed."""
    made = Import.objects.get(pk=import_id)
    if made.state != Import.State.READING:
        return
    try:
        with kept.open_use(kept.use(made.file_use)) as stream:
            rows = rows_of(stream, BOOKS[made.kind])
    except Declined as refusal:
        Import.objects.filter(pk=made.pk).update(state=Import.State.UNREADABLE, problem=str(refusal), ended_at=at)
        return
    desk = (Officials if made.kind == "officials" else Agencies)(rows, by=actor_of(made), at=at)
    found = [desk.examine(row) for row in rows]
    hold_back(found)
    with transaction.atomic():
        ImportRow.objects.filter(made_by=made).delete()
        for row in found:
            row.made_by = made
        ImportRow.objects.bulk_create(found, batch_size=2000)
        Import.objects.filter(pk=made.pk, state=Import.State.READING).update(state=Import.State.CHECKED, checked_at=at)


def hold_back(rows: Iterable[ImportRow]) -> None:
    """Hold back what is right about a subject of which something is wrong: nobody is loaded by half."""
    wrong = {row.subject for row in rows if row.state == ImportRow.State.WRONG}
    for row in rows:
        if row.state == ImportRow.State.READY and row.subject in wrong:
            row.state = ImportRow.State.HELD


@transaction.atomic
def confirm(*, import_id: UUID | str, by: Actor, at: datetime) -> Import:
    """Let the job load what is right; only who brought the list in may.

    :raises Refusal: it is not waiting for that, or nothing in it would change
    """
    made = _own(import_id, by, at)
    if made.state != Import.State.CHECKED:
        raise Refusal(_("Danh sách này không còn chờ xác nhận."))
    ready = made.rows.filter(state=ImportRow.State.READY).count()
    if not ready:
        raise Refusal(_("Danh sách không có dòng nào cần nạp."))
    made.state, made.started_at, made.actor = Import.State.LOADING, at, by.snapshot()
    made.save(update_fields=["state", "started_at", "actor"])
    audit.record(
        action="staffing.confirm",
        subject=f"staffing_import:{made.pk}",
        by=by,
        at=at,
        label=made.name,
        data={"rows": ready, "wrong": made.rows.filter(state=ImportRow.State.WRONG).count()},
    )
    _queue("staffing.load", made)
    return made


@transaction.atomic
def stop(*, import_id: UUID | str, by: Actor, at: datetime) -> Import:
    """Stop a list: what is loaded stays and is told, the rest is not loaded.

    :raises Refusal: it has ended
    """
    made = _own(import_id, by, at)
    if made.state not in {Import.State.READING, Import.State.CHECKED, Import.State.LOADING}:
        raise Refusal(_("Danh sách này đã kết thúc."))
    made.state, made.ended_at = Import.State.CANCELLED, at
    made.save(update_fields=["state", "ended_at"])
    audit.record(
        action="staffing.stop", subject=f"staffing_import:{made.pk}", by=by, at=at, label=made.name, data=_sum(made)
    )
    return made


def load(*, import_id: UUID | str) -> None:
    """Load what waits, one official or agency after the other, each whole; called again it goes on where it was."""
    made = Import.objects.get(pk=import_id)
    by, load_one = actor_of(made), load_official if made.kind == "officials" else load_agency
    waiting: dict[str, list[ImportRow]] = defaultdict(list)
    for row in made.rows.filter(state=ImportRow.State.READY).order_by("sheet", "id"):
        waiting[row.subject].append(row)
    order = {"officials": 0, "agencies": 0, "roles": 1, "units": 1}
    for number, (subject, rows) in enumerate(waiting.items()):
        if number % 20 == 0 and not Import.objects.filter(pk=made.pk, state=Import.State.LOADING).exists():
            return
        rows.sort(key=lambda row: (order[row.sheet], row.number))
        ids = [row.pk for row in rows]
        deeds = [deed for row in rows for deed in row.deeds]
        try:
            with transaction.atomic():
                load_one(subject, deeds, by=by, at=timezone.now())
                ImportRow.objects.filter(pk__in=ids).update(state=ImportRow.State.LOADED)
        except Declined as refusal:
            ImportRow.objects.filter(pk__in=ids).update(state=ImportRow.State.WRONG, problems={"": str(refusal)})
    now = timezone.now()
    with transaction.atomic():
        ended = Import.objects.filter(pk=made.pk, state=Import.State.LOADING)
        if ended.update(state=Import.State.DONE, ended_at=now):
            subject = f"staffing_import:{made.pk}"
            audit.record(action="staffing.load", subject=subject, by=by, at=now, label=made.name, data=_sum(made))


def note_export(*, kind: str, rows: int, by: Actor, at: datetime) -> None:
    """Leave a trace that a list was taken out.

    :raises NotAllowed: not an administrator
    """
    by = require_may_bring(kind=kind, by=by, at=at)
    audit.record(action="staffing.take_out", subject=f"staffing:{kind}", by=by, at=at, data={"rows": rows})


def forget(*, at: datetime) -> int:
    """Let go of rows and files of lists a month old; who brought what and when stays. Return how many rows went."""
    old = Import.objects.filter(made_at__lt=at - KEPT_FOR, rows__isnull=False).distinct()
    gone = 0
    for made in old:
        with transaction.atomic():
            gone += made.rows.all().delete()[0]
            files.release(use_id=made.file_use, by=actor_of(made), at=at)
    return gone


def actor_of(made: Import) -> Actor:
    """Return who brought the list."""
    given = made.actor
    return Actor(**{**given, "kind": ActorKind(given["kind"])})


def _own(import_id: UUID | str, by: Actor, at: datetime) -> Import:
    made = Import.objects.select_for_update().get(pk=import_id)
    require_may_bring(kind=made.kind, by=by, at=at)
    if made.official_id != by.id:
        raise Refusal(_("Danh sách này do người khác đưa lên. Chỉ người đó xác nhận hoặc dừng được."))
    return made


def _sum(made: Import) -> dict[str, int]:
    return {state: made.rows.filter(state=state).count() for state in (ImportRow.State.LOADED, ImportRow.State.WRONG)}


def _queue(task: str, made: Import) -> None:
    jobs.configure_task(task, lock=f"staffing:{made.pk}").defer(import_id=str(made.pk))
