"""What was done by hand while a desk was cut off, and is recorded later (house rule 6): codes, moments, checks."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers.models import Dossier
from congvu.dossiers.queries.windows import earliest_to_record, rules_on
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.numbering import operations as numbering
from congvu.numbering import queries as numbers
from congvu.numbering.models import Block, HeldCode
from congvu.people import queries as people
from congvu.workdays import queries as workdays

KIND = "dossier"
FALLEN_DUE = "Hết hạn dãy mã dự phòng, không dùng đến"


class MomentUnfit(Refusal):
    """The minute at which it happened cannot be; the text says why."""


class BlockRefused(Refusal):
    """The desk may not take so many codes, or for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A dossier was taken in by hand: when, and with which code that the desk held in advance."""

    happened_at: dt.datetime
    code_id: int


def check_moment(happened_at: dt.datetime, *, not_before: dt.datetime | None = None, at: dt.datetime) -> dt.datetime:
    """Return when it happened, if that can be.

    :param not_before: what it followed upon
    :raises MomentUnfit: in the future, before that, or longer ago than may be recorded (``late_entry``)
    """
    if happened_at > at:
        raise MomentUnfit(_("Giờ, ngày đã làm không thể sau lúc này."))
    if not_before is not None and happened_at < not_before.replace(second=0, microsecond=0):
        raise MomentUnfit(
            _("Việc này không thể trước %(when)s, là lúc việc trước nó xong.")
            % {"when": f"{timezone.localtime(not_before):%H:%M %d/%m/%Y}"}
        )
    first = earliest_to_record(at)
    if timezone.localdate(happened_at) < first:
        raise MomentUnfit(
            _("Đã quá %(limit)s: chỉ ghi được việc làm từ ngày %(day)s.")
            % {"limit": rules_on(at).late_entry.words, "day": f"{first:%d/%m/%Y}"}
        )
    return happened_at


def taken_in_at(dossier: Dossier, happened_at: dt.datetime | None, *, at: dt.datetime) -> dt.datetime:
    """Return when a dossier was taken in: now, or when it was by hand.

    :raises MomentUnfit: by hand without a code that the desk held, or as for :func:`check_moment`
    """
    if happened_at is None:
        return at
    if numbers.held_code_of(subject=dossier.subject) is None:
        raise MomentUnfit(_("Chỉ hồ sơ nhận bằng mã dự phòng mới ghi giờ nhận sau."))
    return check_moment(happened_at, not_before=dossier.submitted_at, at=at)


@transaction.atomic
def hold_codes(
    *, agency_id: int, count: int, valid_until: dt.date | None, reason: str, by: Actor, at: dt.datetime
) -> Block:
    """Let a desk hold codes in advance, to receive by hand while it is cut off.

    :param valid_until: the last day on which they may be given
    :raises NotAllowed: for anybody but the agency's reception
    :raises BlockRefused: more than a desk may hold (``held_codes``), longer than ``held_days``, or without a reason
    """
    by = people.require(by=by, roles=["reception"], agency_id=agency_id, at=at)
    rules, today, reason = rules_on(at), timezone.localdate(at), clean(reason)[:300]
    free = rules.held_codes - numbers.free_codes(agency_id=agency_id, kind=KIND)
    if not 1 <= count <= free:
        raise BlockRefused(
            _("Nơi tiếp nhận giữ nhiều nhất %(most)s mã dự phòng; còn lấy được %(free)s mã.")
            % {"most": rules.held_codes, "free": max(free, 0)}
        )
    last = timezone.localdate(workdays.due(start=at, limit=rules.held_days).due_at)
    if valid_until is None or not today <= valid_until <= last:
        raise BlockRefused(
            _("Mã dự phòng dùng được từ hôm nay đến chậm nhất ngày %(day)s.") % {"day": f"{last:%d/%m/%Y}"}
        )
    if not reason:
        raise BlockRefused(_("Ghi vì sao cần mã dự phòng."))
    agency = people.agency_of_id(agency_id)
    block = numbering.hold(kind=KIND, agency=agency, count=count, valid_until=valid_until, reason=reason, by=by, at=at)
    codes = list(block.codes.values_list("code", flat=True))
    data = {"count": count, "first": codes[0], "last": codes[-1], "until": valid_until.isoformat(), "reason": reason}
    _record("dossier.hold_codes", block, data, by=by, at=at)
    return block


@transaction.atomic
def void_code(*, agency_id: int, code_id: int, reason: str, by: Actor, at: dt.datetime) -> HeldCode:
    """Void one held code that was spoilt, with its reason.

    :raises NotAllowed: for anybody but the agency's reception
    :raises BlockRefused: without a reason
    :raises BlockUnknown, CodeNotFree: as for :func:`congvu.numbering.operations.claim`
    """
    by = people.require(by=by, roles=["reception"], agency_id=agency_id, at=at)
    agency = people.agency_of_id(agency_id)
    found = numbering.void_held(code_id=code_id, agency=agency, reason=_said(reason), at=at)
    _record("dossier.void_code", found.block, {"code": found.code, "reason": _said(reason)}, by=by, at=at)
    return found


@transaction.atomic
def end_block(*, agency_id: int, block_id: int, reason: str, by: Actor, at: dt.datetime) -> int:
    """End a block: the codes that nobody was given are voided with the reason; return how many.

    :raises NotAllowed: for anybody but the agency's reception
    :raises BlockRefused: without a reason
    :raises BlockUnknown, CodeNotFree: as for :func:`congvu.numbering.operations.close_block`
    """
    by = people.require(by=by, roles=["reception"], agency_id=agency_id, at=at)
    agency, reason = people.agency_of_id(agency_id), _said(reason)
    voided = numbering.close_block(block_id=block_id, agency=agency, reason=reason, by=by, at=at)
    found = Block.objects.get(pk=block_id)
    _record("dossier.end_block", found, {"voided": voided, "reason": reason}, by=by, at=at)
    return voided


@transaction.atomic
def end_fallen_due(*, block_id: int, at: dt.datetime) -> int:
    """End a block whose last day is so long past that nothing of it may be recorded any more; return how many fell."""
    voided = numbering.close_block(block_id=block_id, reason=FALLEN_DUE, by=SYSTEM, at=at)
    found = Block.objects.get(pk=block_id)
    _record("dossier.end_block", found, {"voided": voided, "reason": FALLEN_DUE}, by=SYSTEM, at=at)
    return voided


def _said(reason: str) -> str:
    reason = clean(reason)[:500]
    if not reason:
        raise BlockRefused(_("Ghi lý do hủy mã."))
    return reason


def _record(action: str, block: Block, data: dict[str, object], *, by: Actor, at: dt.datetime) -> None:
    audit.record(action=action, subject=f"block:{block.pk}", label=str(block), data=data, by=by, at=at)
