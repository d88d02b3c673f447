"""Codes held in advance for a desk that may be cut off: taken in one run, given once, the rest voided with a reason."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor
from congvu.kit.errors import NotThere, Refusal
from congvu.kit.text import clean
from congvu.numbering.models import Block, HeldCode, Series, VoidedNumber
from congvu.numbering.operations.issuing import issue
from congvu.people.models import Agency

MOST = 1000
"""Codes in one block, whatever a rule allows."""


class BlockUnknown(NotThere):
    """There is no such block, or no such code in it."""


class CodeNotFree(Refusal):
    """The code was given or voided before, or its block is closed."""


@transaction.atomic
def hold(*, kind: str, agency: Agency, count: int, valid_until: date, reason: str, by: Actor, at: datetime) -> Block:
    """Take a run of codes for an agency, from 1 to ``MOST``. The caller has asked who may, how many and how long.

    :param valid_until: the last day on which one of them may be given by hand
    :raises FormatMissing, CodeRefused: as for :func:`issue_code`
    """
    issued = issue(kind=kind, agency_code=agency.code, at=at, count=min(max(count, 1), MOST))
    block = Block.objects.create(
        kind=kind,
        agency=agency,
        series=Series.objects.get(key=issued[0].series),
        reason=clean(reason)[:300],
        taken_at=at,
        taken_by=by.snapshot(),
        valid_until=valid_until,
    )
    HeldCode.objects.bulk_create(HeldCode(block=block, number=one.number, code=one.code) for one in issued)
    return block


def claim(*, code_id: int, agency: Agency, happened_at: datetime) -> HeldCode:
    """Return a held code that may be given to what was taken in by hand, its block locked until the transaction ends.

    :param happened_at: when it was given by hand: not before the block was taken, not after its last day
    :raises BlockUnknown: the agency holds no such code
    :raises CodeNotFree: it was given or voided before, its block is closed, or did not hold at that moment
    """
    found = _locked(code_id, agency=agency)
    block = found.block
    if not found.is_free or block.closed_at is not None:
        raise CodeNotFree(_("Mã %(code)s đã dùng hoặc đã hủy.") % {"code": found.code})
    if happened_at < block.taken_at.replace(second=0, microsecond=0):
        raise CodeNotFree(
            _("Dãy mã này được cấp lúc %(when)s; hồ sơ không thể nhận trước lúc ấy.")
            % {"when": f"{timezone.localtime(block.taken_at):%H:%M %d/%m/%Y}"}
        )
    if timezone.localdate(happened_at) > block.valid_until:
        raise CodeNotFree(_("Dãy mã này chỉ dùng đến hết ngày %(day)s.") % {"day": f"{block.valid_until:%d/%m/%Y}"})
    return found


def give(held: HeldCode, *, subject: str, at: datetime) -> None:
    """Give a code that was claimed in this transaction; a block of which all are given is closed."""
    held.subject, held.given_at = subject, at
    held.save(update_fields=["subject", "given_at"])
    _close_when_empty(held.block, at=at)


@transaction.atomic
def void_held(*, code_id: int, agency: Agency, reason: str, at: datetime) -> HeldCode:
    """Void a held code that was spoilt (viết hỏng); it is never given again.

    :raises BlockUnknown, CodeNotFree: as for :func:`claim`
    """
    found = _locked(code_id, agency=agency)
    if not found.is_free:
        raise CodeNotFree(_("Mã %(code)s đã dùng hoặc đã hủy.") % {"code": found.code})
    _void([found], reason=reason, at=at)
    _close_when_empty(found.block, at=at)
    return found


@transaction.atomic
def close_block(*, block_id: int, agency: Agency | None = None, reason: str, by: Actor, at: datetime) -> int:
    """Close a block: each code that nobody was given is voided with the reason; return how many were.

    :param agency: whose block it must be; None: the system's own timer
    :raises BlockUnknown: the agency holds no such block
    :raises CodeNotFree: it is closed
    """
    held = Block.objects.select_for_update().filter(pk=block_id)
    block = (held if agency is None else held.filter(agency=agency)).first()
    if block is None:
        raise BlockUnknown(_("Không có dãy mã này."))
    if block.closed_at is not None:
        raise CodeNotFree(_("Dãy mã này đã kết thúc."))
    rest = list(block.codes.filter(subject="", voided=None))
    _void(rest, reason=reason, at=at)
    block.closed_at, block.closed_by = at, by.snapshot()
    block.save(update_fields=["closed_at", "closed_by"])
    return len(rest)


def _locked(code_id: int, *, agency: Agency) -> HeldCode:
    """Return the code, its block's row locked: who gives and who closes wait for each other."""
    block_id = HeldCode.objects.filter(pk=code_id, block__agency=agency).values_list("block_id", flat=True).first()
    block = Block.objects.select_for_update().filter(pk=block_id or 0).first()
    if block is None:
        raise BlockUnknown(_("Cơ quan bạn không giữ mã này."))
    found = HeldCode.objects.get(pk=code_id)
    found.block = block
    return found


def _void(codes: list[HeldCode], *, reason: str, at: datetime) -> None:
    reason = clean(reason)[:500]
    for one in codes:
        one.voided = VoidedNumber.objects.create(
            series_id=one.block.series_id, number=one.number, reason=reason, voided_at=at
        )
    HeldCode.objects.bulk_update(codes, ["voided"])


def _close_when_empty(block: Block, *, at: datetime) -> None:
    if not block.codes.filter(subject="", voided=None).exists():
        block.closed_at = at
        block.save(update_fields=["closed_at"])
