"""Setting weights and targets of a set of indicators: always as a new version of a day to come."""

import copy
import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.indicators import sets
from congvu.indicators.models import IndicatorSet
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role


class SetRefused(Refusal):
    """The version cannot be set, or withdrawn: the text says why."""


@transaction.atomic
def set_weights(
    *,
    code: str,
    valid_from: dt.date,
    weights: Mapping[str, tuple[float, float | None]],
    legal_basis: str,
    by: Actor,
    at: dt.datetime,
) -> IndicatorSet:
    """Make a new version of a set from today or a day to come; periods are judged by the version of their last day.

    :param weights: maximum and target by the codes of the items; items not named keep theirs
    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises SetRefused: a day that has passed, no legal ground, another sum than before, a target out of reach
    """
    by = people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    if code not in sets.CODES:
        raise SetRefused(_("Không có bộ chỉ số này."))
    if valid_from < timezone.localdate(at):
        raise SetRefused(_("Bộ chỉ số của những ngày đã qua không đổi được. Chọn hôm nay hoặc ngày sau."))
    if not clean(legal_basis):
        raise SetRefused(_("Ghi căn cứ của phiên bản mới."))
    before = sets.set_on(code, valid_from)
    definition = _weighed(before, weights)
    made, _new = IndicatorSet.objects.update_or_create(
        code=code,
        valid_from=valid_from,
        defaults={
            "name": before.name,
            "legal_basis": clean(legal_basis)[:300],
            "definition": definition,
            "made_at": at,
            "made_by": by.snapshot(),
        },
    )
    if round(sets.whole_of(made), 2) != round(sets.whole_of(before), 2):
        words = {"sum": f"{sets.whole_of(made):g}", "most": f"{sets.whole_of(before):g}"}
        raise SetRefused(_("Tổng điểm tối đa là %(sum)s, phải đúng %(most)s.") % words)
    data = {"valid_from": valid_from.isoformat(), "weights": {name: list(pair) for name, pair in weights.items()}}
    audit.record(
        action="indicators.set_weights", subject=f"indicator_set:{code}", label=str(made), data=data, by=by, at=at
    )
    return made


def _weighed(before: IndicatorSet, weights: Mapping[str, tuple[float, float | None]]) -> dict[str, object]:
    definition: dict[str, object] = copy.deepcopy(before.definition)
    for group in definition["groups"]:  # type: ignore[attr-defined]
        for item in group["items"]:
            if item["code"] not in weights:
                continue
            most, target = weights[item["code"]]
            if not 0 <= most <= 100 or (target is not None and not 0 < target <= 1):
                raise SetRefused(
                    _("Chỉ số %(code)s: điểm tối đa từ 0 đến 100, chỉ tiêu lớn hơn 0 và không quá 100 %%.")
                    % {"code": item["code"]}
                )
            item["max"] = most
            item.pop("target", None)
            item.pop("unchecked", None)
            if target is not None:
                item["target"] = target
    return definition


@transaction.atomic
def withdraw_set(*, set_id: int, by: Actor, at: dt.datetime) -> None:
    """Take back a version that has not begun.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises SetRefused: there is none, or periods have been judged by it
    """
    by = people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    row = IndicatorSet.objects.filter(pk=set_id, valid_from__gt=timezone.localdate(at)).first()
    if row is None:
        raise SetRefused(_("Chỉ rút được phiên bản chưa đến ngày áp dụng."))
    audit.record(action="indicators.withdraw_set", subject=f"indicator_set:{row.code}", label=str(row), by=by, at=at)
    row.delete()
