"""The switch: the sector's own system runs a procedure, or the province does."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers.models import RunBy, Runner
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people


class RunnerNotKnown(Refusal):
    """The switch cannot be set so; the text says why."""


@transaction.atomic
def choose_runner(
    *, version: ProcedureVersion, runner: str, valid_from: dt.date, ground: str, by: Actor, at: dt.datetime
) -> RunBy:
    """Decide who runs the new dossiers of a procedure from a day on; those under way stay where they are.

    :param runner: a value of ``Runner``
    :param ground: the decision or agreement it rests on
    :raises RunnerNotKnown: the sheet names no outside system, no ground is given, or the day is past
    :raises NotAllowed: for anybody but an administrator of the province
    """
    by = people.require(by=by, roles=["province_admin"], agency_id=None, at=at)
    ground = clean(ground)
    if not version.outside or runner not in Runner.values:
        raise RunnerNotKnown(_("Thủ tục này không do hệ thống nào khác giải quyết."))
    if not ground:
        raise RunnerNotKnown(_("Ghi căn cứ: văn bản giao hoặc thỏa thuận giữa hai bên."))
    if valid_from < at.astimezone().date():
        raise RunnerNotKnown(_("Ngày áp dụng không thể trước hôm nay: hồ sơ đã nộp giữ nguyên nơi giải quyết."))
    row, _made = RunBy.objects.update_or_create(
        procedure_id=version.procedure_id,
        valid_from=valid_from,
        defaults={"runner": runner, "ground": ground[:300], "recorded_at": at, "by": by.snapshot()},
    )
    audit.record(
        action="dossier.choose_runner",
        subject=f"procedure:{version.procedure.code}",
        label=version.procedure.short_name,
        by=by,
        at=at,
        data={"runner": runner, "from": valid_from.isoformat(), "ground": row.ground},
    )
    return row
