"""Sharing work out in a unit: evenly, or by field, by the rule that its head sets (quy tắc chia việc)."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers.models import Dossier, SharingRule, WorkItem
from congvu.dossiers.queries.sharing import sharing_rule
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.people.models import Official
from congvu.processes import operations as processes
from congvu.processes.models import Step

SHARED = frozenset({"case_officer", "clerk", "reception"})
"""Roles whose work may be shared out by a rule."""


class SharingWrong(Refusal):
    """The rule names a way, a role or an official that does not fit."""


@transaction.atomic
def set_sharing(
    *,
    agency_id: int,
    unit_id: int | None,
    role: str,
    way: str,
    fields: Mapping[str, Sequence[int]] | None = None,
    by: Actor,
    at: dt.datetime,
) -> SharingRule:
    """Set how new work of a role is given out in a unit; what is open stays with whom it is. For its head or a leader.

    :param fields: field code → officials who handle it, when it is shared by field
    :raises NotAllowed: for anybody else
    :raises SharingWrong: for an unknown way, or an official who does not hold the role there
    """
    by = people.require(by=by, roles=["unit_head", "leader"], agency_id=agency_id, unit_id=unit_id, at=at)
    if way not in SharingRule.Way.values or role not in SHARED:
        raise SharingWrong(_("Chọn cách chia việc trong danh sách."))
    fitting = set(_holders(agency_id, unit_id, role, at))
    chosen = {code: list(ids) for code, ids in (fields or {}).items() if ids} if way == SharingRule.Way.FIELD else {}
    if strangers := {one for ids in chosen.values() for one in ids} - fitting:
        raise SharingWrong(
            _("%(n)s người được chọn không giữ vai trò này trong phòng. Tải lại trang rồi chọn lại.")
            % {"n": len(strangers)}
        )
    rule, _made = SharingRule.objects.update_or_create(
        agency_id=agency_id,
        unit_id=unit_id,
        role=role,
        defaults={"way": way, "fields": chosen, "set_by": by.snapshot(), "set_at": at},
    )
    audit.record(
        action="dossier.set_sharing",
        subject=f"agency:{agency_id}",
        label=str(rule.get_way_display()),
        by=by,
        at=at,
        data={"unit": unit_id, "role": role, "way": way, "fields": chosen},
    )
    return rule


def share(dossier: Dossier, step: Step, *, by: Actor, at: dt.datetime) -> Official | None:
    """Give a step that is nobody's to an official by the rule of its unit; return him, None when there is no rule.

    Who is absent gets nothing; who has least open work gets it, and of equals who got some longest ago.
    """
    if step.assignee_id is not None or step.role not in SHARED:
        return None
    rule = sharing_rule(agency_id=step.agency_id, unit_id=step.unit_id, role=step.role)
    if rule is None or rule.way == SharingRule.Way.NONE:
        return None
    there = _holders(step.agency_id, step.unit_id, step.role, at)
    named = set(rule.fields.get(dossier.version.procedure.field.code, [])) if rule.way == SharingRule.Way.FIELD else ()
    chosen = [one for one in there if one in named] or list(there)
    if not chosen:
        return None
    official = there[_least_busy(chosen, step, at)]
    processes.assign_step(step_id=step.pk, official_id=official.pk, by=by, at=at)
    step.assignee_id = official.pk
    return official


def _holders(agency_id: int, unit_id: int | None, role: str, at: dt.datetime) -> dict[int, Official]:
    """Return who holds the role there and is at work, by id."""
    away = {row.official_id for row in people.absences(agency_id=agency_id, at=at)}
    held = people.officials_with(role=role, agency_id=agency_id, unit_id=unit_id, at=at)
    return {one.pk: one for one in held if one.pk not in away}


def _least_busy(officials: Sequence[int], step: Step, at: dt.datetime) -> int:
    open_work = dict(
        WorkItem.objects.filter(assignee_id__in=officials, role=step.role)
        .values_list("assignee_id")
        .annotate(n=Count("id"))
    )
    given = dict(
        Step.objects.filter(assignee_id__in=officials, role=step.role)
        .order_by("assignee_id", "-ready_at")
        .distinct("assignee_id")
        .values_list("assignee_id", "ready_at")
    )
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return min(officials, key=lambda one: (open_work.get(one, 0), given.get(one, never), one))
