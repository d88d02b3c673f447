"""The limits of handling petitions: dated rows, set by the province for a day to come."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.feedback.models import PetitionRule
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role

DAYS = ("refuse_days", "ask_days", "forward_days", "solve_days", "publish_days")


class LimitsRefused(Refusal):
    """The limits cannot be set, or withdrawn: the text says why."""


@transaction.atomic
def set_limits(
    *,
    valid_from: dt.date,
    days: dict[str, int],
    intake_id: int | None,
    legal_basis: str,
    by: Actor,
    at: dt.datetime,
) -> PetitionRule:
    """Set the limits from today or a day to come. Petitions received before keep theirs.

    :param days: working days by the names of ``DAYS``
    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises LimitsRefused: of a day that has passed, without its law, or no number of days
    """
    by = people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    if valid_from < timezone.localdate(at):
        raise LimitsRefused(_("Thời hạn của những ngày đã qua không đổi được. Chọn hôm nay hoặc ngày sau."))
    if set(days) != set(DAYS) or not all(1 <= value <= 60 for value in days.values()):
        raise LimitsRefused(_("Mỗi thời hạn là một số ngày làm việc từ 1 đến 60."))
    if not clean(legal_basis):
        raise LimitsRefused(_("Ghi căn cứ của thời hạn."))
    row, _made = PetitionRule.objects.update_or_create(
        valid_from=valid_from, defaults={**days, "intake_id": intake_id, "legal_basis": clean(legal_basis)[:300]}
    )
    data = {**days, "legal_basis": row.legal_basis, "valid_from": valid_from.isoformat()}
    audit.record(action="feedback.set_limits", subject="petition_rule", label=str(row), data=data, by=by, at=at)
    return row


@transaction.atomic
def withdraw_limits(*, rule_id: int, by: Actor, at: dt.datetime) -> None:
    """Take back limits that have not begun.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises LimitsRefused: there are none, or they have begun
    """
    by = people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    row = PetitionRule.objects.filter(pk=rule_id, valid_from__gt=timezone.localdate(at)).first()
    if row is None:
        raise LimitsRefused(_("Chỉ rút được thời hạn chưa đến ngày áp dụng."))
    audit.record(action="feedback.withdraw_limits", subject="petition_rule", label=str(row), by=by, at=at)
    row.delete()
