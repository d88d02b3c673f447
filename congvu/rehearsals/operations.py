"""Beginning a rehearsal and carrying it on, some dossiers at a time."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import operations as audit
from congvu.catalogue import queries as catalogue
from congvu.dossiers.models import Dossier
from congvu.kit import cel
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.rehearsals.models import Difference, Rehearsal
from congvu.rehearsals.trying import TRIES
from congvu.workdays.queries import DayKind, Unit

GOVERNORS = ("province_admin", "auditor")
QUARTER = dt.timedelta(days=92)
AT_ONCE = 200
"""Dossiers of one piece of work; with more a job goes on."""


class RehearsalRefused(Refusal):
    """A change that cannot be rehearsed: the text says why."""


@transaction.atomic
def begin(
    *, kind: str, change: dict[str, Any], procedure_code: str, label: str, about: str = "", by: Actor, at: dt.datetime
) -> Rehearsal:
    """Begin a rehearsal on the dossiers filed in the last quarter; few are tried at once, many by a job.

    :param about: where the change is decided (``Rehearsal.about``)
    :raises NotAllowed: unless ``by`` administers or audits the province
    :raises RehearsalRefused: for a change that no rule could be made of
    """
    by = people.require(by=by, roles=GOVERNORS, at=at)
    _check(kind, change, procedure_code)
    made = Rehearsal(
        kind=kind,
        change=change,
        label=label[:300],
        about=about[:80],
        procedure_code=procedure_code,
        since=at - QUARTER,
        until=at,
        made_by=by.snapshot(),
        made_at=at,
    )
    made.total = _dossiers(made).count()
    made.save()
    data = {"kind": kind, "change": change, "procedure": procedure_code, "total": made.total}
    audit.record(action="rehearsals.begin", subject=f"rehearsal:{made.pk}", label=made.label, data=data, by=by, at=at)
    if made.total <= AT_ONCE:
        carry_on(rehearsal_id=made.pk)
    else:
        jobs.configure_task("rehearsals.go_on").defer(rehearsal_id=made.pk)
    made.refresh_from_db()
    return made


def _check(kind: str, change: dict[str, Any], code: str) -> None:
    if kind not in TRIES:
        raise RehearsalRefused(_("Chọn điều sẽ thay đổi."))
    if kind == Rehearsal.Kind.AGENCY and not Agency.objects.filter(code=change.get("code", "")).exists():
        raise RehearsalRefused(_("Không có cơ quan mã “%(code)s”.") % {"code": change.get("code", "")})
    if kind == Rehearsal.Kind.DAY and change.get("kind") not in set(DayKind):
        raise RehearsalRefused(_("Chọn “Nghỉ” hoặc “Làm việc”."))
    if kind not in {Rehearsal.Kind.FEE, Rehearsal.Kind.LIMIT}:
        return
    versions = catalogue.versions(code=code)
    if not versions:
        raise RehearsalRefused(_("Không có thủ tục mã “%(code)s”.") % {"code": code})
    value = change.get("value", -1)
    if kind == Rehearsal.Kind.LIMIT and (change.get("unit") not in set(Unit) or not 0 <= value < 1000):
        raise RehearsalRefused(_("Ghi thời hạn mới bằng số và đơn vị."))
    if kind == Rehearsal.Kind.FEE and "sheet" not in change:
        names = {"today", "channel", *(group.code for page in versions[0].form.pages for group in page.groups)}
        texts = filter(None, (change.get("amount", ""), change.get("when", "")))
        if wrong := [problem for text in texts for problem in cel.check(text, names)]:
            raise RehearsalRefused(" ".join(wrong))


def _dossiers(made: Rehearsal) -> QuerySet[Dossier]:
    found = Dossier.objects.filter(submitted_at__gt=made.since, submitted_at__lte=made.until)
    if made.procedure_code:
        found = found.filter(version__procedure__code=made.procedure_code)
    return found.select_related("competent_agency").order_by("id")


@transaction.atomic
def carry_on(*, rehearsal_id: int) -> bool:
    """Try the next dossiers; tell whether any are left. After a fall it goes on where it was."""
    made = Rehearsal.objects.select_for_update().get(pk=rehearsal_id)
    if made.state == Rehearsal.State.DONE:
        return False
    batch = list(_dossiers(made).filter(id__gt=made.after_id)[:AT_ONCE])
    found = []
    for dossier in batch:
        effect = TRIES[made.kind](dossier, made.change)
        if effect is not None:
            found.append(
                Difference(
                    rehearsal=made,
                    dossier_code=dossier.code,
                    dossier_public_id=dossier.public_id,
                    agency_name=dossier.competent_agency.name,
                    before=effect.before,
                    after=effect.after,
                    amount=effect.amount,
                )
            )
    Difference.objects.bulk_create(found)
    made.looked += len(batch)
    made.after_id = batch[-1].pk if batch else made.after_id
    is_left = len(batch) == AT_ONCE
    made.state = Rehearsal.State.RUNNING if is_left else Rehearsal.State.DONE
    made.save()
    return is_left
