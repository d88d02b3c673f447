"""Writing fee tables: what sheets propose, what the province decides. A rule that held is ended, never changed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.catalogue.fees import rules_in
from congvu.catalogue.models import Channel, CitizenLevel, FeeRule, LegalAct, Procedure, ProcedureVersion
from congvu.catalogue.sheets import CONTEXT, group_codes
from congvu.kit import cel
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people


class FeeRuleRefused(Refusal):
    """A rule that cannot be written: the text says which field and why."""


def take_in(version: ProcedureVersion, *, before: Mapping[str, Any] | None) -> None:
    """Write the fees of a version that is put in force: only what its sheet changes against the sheet before.

    So a rate that the province has set meanwhile outlives a new sheet that says nothing new about it.
    """
    old = {(*rule.key, rule.valid_from): rule for rule in rules_in(before)} if before else {}
    new = {(*rule.key, rule.valid_from): rule for rule in rules_in(version.sheet)}
    if before:  # days of a sheet move with the sheet; only a day of its own tells rules apart
        old, new = _by_content(old), _by_content(new)
    for key in old.keys() - new.keys():
        _end(version.procedure, old[key], on=version.valid_from)
    for key in new.keys() - old.keys():
        rule = new[key]
        rule.procedure = version.procedure
        rule.valid_from = max(rule.valid_from, version.valid_from) if before else rule.valid_from
        if rule.valid_to is None or rule.valid_to > rule.valid_from:
            _write(rule)


def _by_content(rules: Mapping[Any, FeeRule]) -> dict[Any, FeeRule]:
    """Return the rules under all that they say but the day from which they hold."""
    found = {}
    for rule in rules.values():
        said = (rule.when, rule.amount, rule.ceiling, str(rule.name), str(rule.unit), str(rule.words), rule.law)
        found[(*rule.key, *said, rule.valid_to)] = rule
    return found


def _end(procedure: Procedure, rule: FeeRule, *, on: date) -> None:
    """End the kept rule of the same key, when it is still the one the old sheet proposed."""
    kept = _alive(procedure, rule).filter(amount=rule.amount, when=rule.when, valid_from__lt=on)
    kept.filter(Q(valid_to=None) | Q(valid_to__gt=on)).update(valid_to=on)


def _alive(procedure: Procedure, rule: FeeRule) -> Any:
    return FeeRule.objects.filter(
        procedure=procedure, code=rule.code, channel=rule.channel, group=rule.group, level=rule.level
    )


def _write(rule: FeeRule) -> FeeRule:
    """Keep a rule; the one before it of the same key ends the day it begins.

    :raises FeeRuleRefused: when another of the same key begins on that day or later
    """
    same = _alive(rule.procedure, rule).select_for_update()
    later = same.filter(valid_from__gte=rule.valid_from)
    if rule.valid_to:
        later = later.filter(valid_from__lt=rule.valid_to)
    if (other := later.first()) is not None:
        raise FeeRuleRefused(
            _("Đã có mức thu cùng đối tượng áp dụng từ %(day)s. Chọn ngày sau đó, hoặc bỏ mức ấy trước.")
            % {"day": f"{other.valid_from:%d/%m/%Y}"}
        )
    same.filter(Q(valid_to=None) | Q(valid_to__gt=rule.valid_from), valid_from__lt=rule.valid_from).update(
        valid_to=rule.valid_from
    )
    if rule.act is not None and not rule.act.pk:
        rule.act, _made = LegalAct.objects.get_or_create(number=rule.act.number, defaults={"title": rule.act.title})
    rule.save(force_insert=True)
    return rule


@transaction.atomic
def set_fee(
    *,
    version: ProcedureVersion,
    code: str,
    name: str,
    amount: str,
    act: str,
    act_title: str = "",
    article: str = "",
    when: str = "",
    channel: str = "",
    group: str = "",
    level: str = "",
    ceiling: int | None = None,
    valid_from: date,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> FeeRule:
    """Decide a fee from a day to come on; the rule before it of the same key ends that day.

    :param version: the version in force, whose form the condition and a worked-out amount may ask
    :param act: number of the legal act; a new one needs ``act_title``
    :raises NotAllowed: for anybody but the province's administrator
    :raises FeeRuleRefused: naming what does not hold
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    rule = draft_fee(
        version=version, code=code, name=name, amount=amount, act=act, act_title=act_title, article=article,
        when=when, channel=channel, group=group, level=level, ceiling=ceiling,
        valid_from=valid_from, valid_to=valid_to, at=at,
    )  # fmt: skip
    _write(rule)
    _record("catalogue.set_fee", rule, by, at)
    return rule


def draft_fee(
    *,
    version: ProcedureVersion,
    code: str,
    name: str,
    amount: str,
    act: str,
    act_title: str = "",
    article: str = "",
    when: str = "",
    channel: str = "",
    group: str = "",
    level: str = "",
    ceiling: int | None = None,
    valid_from: date,
    valid_to: date | None = None,
    at: datetime,
) -> FeeRule:
    """Return the rule as it would be kept, checked; nothing is written.

    :raises FeeRuleRefused: naming what does not hold
    """
    code, name, amount, act, when = clean(code), clean(name), clean(amount), clean(act), clean(when)
    if valid_from <= timezone.localdate(at):
        raise FeeRuleRefused(_("Mức thu mới chỉ áp dụng từ ngày mai: mức đã báo cho người dân hôm nay giữ nguyên."))
    if valid_to is not None and valid_to <= valid_from:
        raise FeeRuleRefused(_("Ngày hết áp dụng phải sau ngày áp dụng."))
    if not (code.isascii() and code.isidentifier() and len(code) <= 60) or not name or not amount or not act:
        raise FeeRuleRefused(_("Ghi mã khoản thu (chữ thường không dấu), tên, mức thu và số văn bản quy định."))
    if channel not in Channel.values or level not in CitizenLevel.values:
        raise FeeRuleRefused(_("Chọn cách nộp và đối tượng trong danh sách."))
    names = CONTEXT | group_codes(version.form_definition)
    if amount.isdigit() and int(amount) > MOST:
        raise FeeRuleRefused(_("Mức thu quá lớn. Kiểm tra lại số đồng."))
    wrong = [problem for text in filter(None, (amount, when)) for problem in cel.check(text, names)]
    if wrong:
        raise FeeRuleRefused(" ".join(wrong))
    known = LegalAct.objects.filter(number=act).first()
    if known is None and not clean(act_title):
        raise FeeRuleRefused(_("Văn bản %(act)s chưa có trong danh mục. Ghi thêm trích yếu của nó.") % {"act": act})
    return FeeRule(
        procedure=version.procedure,
        code=code,
        name=name[:300],
        channel=channel,
        group=clean(group)[:60],
        level=level,
        when=when[:500],
        amount=amount[:500],
        ceiling=ceiling,
        act=known or LegalAct(number=act[:60], title=clean(act_title)[:500]),
        article=clean(article)[:200],
        valid_from=valid_from,
        valid_to=valid_to,
    )


MOST = 10**12
"""No single fee is higher, in đồng."""


@transaction.atomic
def end_fee(*, rule_id: int, on: date, reason: str, by: Actor, at: datetime) -> FeeRule:
    """End a rule from a day to come on; one that has not begun by then never holds.

    :raises NotAllowed: for anybody but the province's administrator
    :raises FeeRuleRefused: for a day that is not to come, or a rule that has ended by then
    """
    by, reason = people.require(by=by, roles=("province_admin",), at=at), clean(reason)
    rule = FeeRule.objects.select_for_update(of=("self",)).select_related("procedure", "act").get(pk=rule_id)
    if not reason:
        raise FeeRuleRefused(_("Ghi lý do hoặc văn bản bãi bỏ mức thu."))
    if on <= timezone.localdate(at):
        raise FeeRuleRefused(_("Chọn ngày từ ngày mai trở đi."))
    if rule.valid_to is not None and rule.valid_to <= on:
        raise FeeRuleRefused(_("Mức thu này đã hết áp dụng trước ngày ấy."))
    _record("catalogue.end_fee", rule, by, at, reason=reason, on=on.isoformat())
    if rule.valid_from >= on:
        rule.delete()
    else:
        rule.valid_to = on
        rule.save(update_fields=["valid_to"])
    return rule


def tomorrow(at: datetime) -> date:
    """Return the first day for which a fee may be decided."""
    return timezone.localdate(at) + timedelta(days=1)


def _record(action: str, rule: FeeRule, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(
        action=action,
        subject=f"procedure:{rule.procedure_id}",
        label=f"{rule.procedure.code} {rule.code}: {rule.amount}",
        data={
            "code": rule.code,
            "amount": rule.amount,
            "valid_from": rule.valid_from.isoformat(),
            "valid_to": rule.valid_to.isoformat() if rule.valid_to else "",
            "law": rule.law,
            **data,
        },
        by=by,
        at=at,
    )
