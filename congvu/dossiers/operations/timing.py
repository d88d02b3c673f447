"""Deciding what the clock is told, and which reasons for lateness may be chosen; saying why a dossier is late."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers.models import ClockRule, Dossier, Lateness, LatenessReason
from congvu.dossiers.operations import moves
from congvu.dossiers.queries.rules import lateness_reasons
from congvu.dossiers.queries.windows import is_late
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.workdays.queries import BadLimit, Limit

EDITORS = ("province_admin",)
LIMITS = frozenset(
    {
        *(ClockRule.Code.SUPPLEMENT_WINDOW, ClockRule.Code.APOLOGY_LEAD, ClockRule.Code.UNCLAIMED),
        *(ClockRule.Code.HELD_DAYS, ClockRule.Code.LATE_ENTRY),
    }
)
MOST = {
    ClockRule.Code.REAPPOINTMENTS: 9,
    ClockRule.Code.SOON_PERCENT: 100,
    ClockRule.Code.SOON_DAYS: 60,
    ClockRule.Code.HELD_CODES: 999,
}


class RuleRefused(Refusal):
    """The rule cannot be set or withdrawn; the text says why."""


class ReasonUnknown(Refusal):
    """No such reason is on the list."""


@transaction.atomic
def set_clock_rule(
    *, code: str, value: str, legal_basis: str, valid_from: dt.date, by: Actor, at: dt.datetime
) -> ClockRule:
    """Set what the clock is told from today or a day to come; promises already given keep their day.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises RuleRefused: without ground, for a day that has passed, or with a value that cannot be
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    if code not in ClockRule.Code.values:
        raise RuleRefused(_("Chọn quy tắc cần đổi."))
    if valid_from < timezone.localdate(at):
        raise RuleRefused(_("Quy tắc chỉ đổi được từ hôm nay trở đi."))
    legal_basis = clean(legal_basis)[:300]
    if not legal_basis:
        raise RuleRefused(_("Ghi căn cứ: điều, khoản, văn bản."))
    value = _value(ClockRule.Code(code), clean(value))
    ClockRule.objects.filter(code=code, valid_from=valid_from, withdrawn_at=None).update(withdrawn_at=at)
    row = ClockRule.objects.create(
        code=code, value=value, legal_basis=legal_basis, valid_from=valid_from, recorded_at=at
    )
    _record("dossiers.set_clock_rule", row, by=by, at=at)
    return row


def _value(code: ClockRule.Code, text: str) -> str:
    if code in LIMITS:
        try:
            limit = Limit.parse(text)
        except BadLimit as wrong:
            raise RuleRefused(str(wrong)) from wrong
        if limit.unit not in {"working_day", "calendar_day"} or not 0 < limit.value <= 365:
            raise RuleRefused(_("Ghi số ngày làm việc hoặc số ngày, từ 1 đến 365."))
        return str(limit)
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= MOST[code]):
        raise RuleRefused(_("Ghi một số nguyên từ 0 đến %(most)s.") % {"most": MOST[code]})
    return str(int(text))


@transaction.atomic
def withdraw_clock_rule(*, rule_id: int, by: Actor, at: dt.datetime) -> None:
    """Take back a rule that has not begun: the one before it holds on.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises RuleRefused: there is none, or the clock has run by it
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    row = ClockRule.objects.select_for_update().filter(pk=rule_id, withdrawn_at=None).first()
    if row is None or row.valid_from <= timezone.localdate(at):
        raise RuleRefused(_("Chỉ rút được quy tắc chưa đến ngày áp dụng."))
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    _record("dossiers.withdraw_clock_rule", row, by=by, at=at)


def _record(action: str, row: ClockRule, *, by: Actor, at: dt.datetime) -> None:
    data = {"value": row.value, "valid_from": row.valid_from.isoformat(), "legal_basis": row.legal_basis}
    audit.record(action=action, subject=f"clock_rule:{row.code}", label=str(row), data=data, by=by, at=at)


@transaction.atomic
def set_lateness_reason(
    *, code: str = "", name: str, fault: str, is_open: bool = True, by: Actor, at: dt.datetime
) -> LatenessReason:
    """Add a reason for lateness (without ``code``), or change one; what was chosen before keeps its words.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises RuleRefused: without a name, or with an unknown fault
    :raises ReasonUnknown: no reason has the code
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    name = clean(name)[:200]
    if not name or fault not in LatenessReason.Fault.values:
        raise RuleRefused(_("Ghi tên lý do và chọn bên gây chậm."))
    if code and code not in {row.code for row in lateness_reasons(closed=True)}:
        raise ReasonUnknown(_("Không có lý do này trong danh sách."))
    code = code or f"own-{LatenessReason.objects.count() + 1}"
    row, _made = LatenessReason.objects.update_or_create(
        code=code, defaults={"name": name, "fault": fault, "is_open": is_open}
    )
    data = {"fault": fault, "is_open": is_open}
    subject = f"lateness_reason:{code}"
    audit.record(action="dossiers.set_lateness_reason", subject=subject, label=name, data=data, by=by, at=at)
    return row


def reason_of(code: str) -> LatenessReason:
    """Return the reason with this code that may be chosen.

    :raises ReasonUnknown: when there is none
    """
    found = next((row for row in lateness_reasons() if row.code == code), None)
    if found is None:
        raise ReasonUnknown(_("Chọn lý do chậm trong danh sách."))
    return found


def note_lateness(dossier: Dossier, reason: LatenessReason, words: str, *, by: Actor, at: dt.datetime) -> Lateness:
    """Write down why a dossier is late, or is going to be."""
    return Lateness.objects.create(
        dossier=dossier, code=reason.code, name=reason.name, fault=reason.fault, words=words, by=by.snapshot(), at=at
    )


@transaction.atomic
def explain_lateness(*, dossier_id: int, reason: str, words: str = "", by: Actor, at: dt.datetime) -> Lateness:
    """Say why a dossier that is late is late, by a reason of the list.

    :raises ReasonUnknown: when the reason is not on the list
    :raises RuleRefused: when the dossier is not late
    """
    dossier = moves.lock(dossier_id)
    by = people.require(
        by=by, roles=["case_officer", "unit_head", "leader"], agency_id=dossier.competent_agency_id, at=at
    )
    if not is_late(dossier, at=at):
        raise RuleRefused(_("Hồ sơ %(code)s không chậm hạn.") % {"code": dossier.code})
    row = note_lateness(dossier, reason_of(reason), clean(words)[:2000], by=by, at=at)
    moves.trace(dossier, "dossier.explain_lateness", by=by, at=at, data={"reason": row.code})
    return row
