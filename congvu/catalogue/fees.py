"""Fees: which rules hold on a day, which fit a dossier, what they come to. The one answer to "how much"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from congvu.catalogue import hooks
from congvu.catalogue.models import FeeRule, LegalAct, ProcedureVersion, VersionState
from congvu.kit.cel import Expression, ExpressionFailed
from congvu.kit.errors import Refusal
from congvu.kit.money import dong


class FeeUnclear(Refusal):
    """A fee falls due but its amount cannot be worked out of these answers."""


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee that falls due; ``amount`` in whole đồng, ``law`` the act and article it rests on."""

    code: str
    name: str
    amount: int
    law: str = ""


def words(text: str | Mapping[str, str] | None) -> str:
    """Return a text of a sheet in the language of the page."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.get((get_language() or "vi")[:2]) or text["vi"]


def fee_words(rule: FeeRule) -> str:
    """Say how much a rule takes: an amount, an amount a unit, or that it depends."""
    unit = words(rule.unit)
    if rule.fixed is not None:
        return f"{dong(rule.fixed)}/{unit}" if unit else dong(rule.fixed)
    if unit:
        return unit
    return _("không quá %(most)s") % {"most": dong(rule.ceiling)} if rule.ceiling else _("theo hồ sơ")


def fee_rules(*, version: ProcedureVersion, on: date) -> list[FeeRule]:
    """Return the fee table of a procedure on a day, as published; for a proposed version what its sheet proposes."""
    if version.state == VersionState.PROPOSED:
        return [rule for rule in rules_in(version.sheet) if rule.valid_to is None or on < rule.valid_to]
    rows = FeeRule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on, procedure_id=version.procedure_id
    )
    return list(rows.select_related("act").order_by("id"))


def fees_due(
    *,
    version: ProcedureVersion,
    answers: Mapping[str, Any],
    on: date,
    channel: str = "online",
    level: str = "",
    rules: Iterable[FeeRule] | None = None,
) -> list[Fee]:
    """Return the fees that fall due for these answers when filed on ``on``; those of 0 đồng are left out.

    The portal shows it, the charge is made of it and the receipt names it: ask nowhere else.

    :param channel: ``online`` or ``counter``
    :param level: standing of the citizen (``level_of``), ``digital`` or empty
    :param rules: a table to try instead of the published one
    :raises FeeUnclear: when an amount cannot be worked out of the answers
    """
    data = {**answers, "today": on.isoformat(), "channel": channel}
    group = _group(version, answers)
    table = fee_rules(version=version, on=on) if rules is None else list(rules)
    fitting: dict[str, list[tuple[int, int, FeeRule]]] = {}
    for rule in table:
        fits = rule.channel in ("", channel) and rule.group in ("", group) and rule.level in ("", level)
        if fits and (not rule.when or Expression(rule.when).holds(data)):
            narrow = sum(map(bool, (rule.channel, rule.group, rule.level)))
            fitting.setdefault(rule.code, []).append((-narrow, _amount(rule, data), rule))
    chosen = [min(rules, key=lambda found: found[:2]) for rules in fitting.values()]
    return [Fee(rule.code, words(rule.name), amount, rule.law) for _narrow, amount, rule in chosen if amount]


def _amount(rule: FeeRule, data: Mapping[str, Any]) -> int:
    try:
        amount = int(Expression(rule.amount).value(data))
    except (ExpressionFailed, TypeError, ValueError) as problem:
        raise FeeUnclear(
            _("Chưa tính được “%(name)s” từ tờ khai. Hãy điền đủ các ô về số lượng.") % {"name": words(rule.name)}
        ) from problem
    return max(0, amount if rule.ceiling is None else min(amount, rule.ceiling))


def _group(version: ProcedureVersion, answers: Mapping[str, Any]) -> str:
    """Return the exemption group the applicant declares: the answer that the sheet's ``fee_group`` points at."""
    found: Any = answers
    for part in filter(None, str(version.sheet.get("fee_group", "")).split(".")):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def level_of(*, party_id: int, on: date) -> str:
    """Return the standing of a citizen that fees look at, as who knows it says; empty when nobody does."""
    return next((level for ask in hooks.citizen_levels if (level := ask(party_id=party_id, on=on))), "")


def rules_in(sheet: Mapping[str, Any]) -> list[FeeRule]:
    """Return the fees of a sheet as rules that are not kept yet."""
    acts = {row["act"]: row["title"] for row in sheet["legal_basis"]}
    return [
        FeeRule(
            code=row["code"],
            name=row["name"],
            channel=row.get("channel", ""),
            group=row.get("group", ""),
            level=row.get("level", ""),
            when=row.get("when", ""),
            amount=str(row["amount"]),
            ceiling=row.get("ceiling"),
            unit=row.get("unit", ""),
            words=row.get("words", ""),
            set_by=row.get("set_by", ""),
            act=LegalAct(number=row["law"]["act"], title=acts[row["law"]["act"]]) if row.get("law") else None,
            article=row.get("law", {}).get("article", ""),
            valid_from=date.fromisoformat(row.get("valid_from", sheet["valid_from"])),
            valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
        )
        for row in sheet["fees"]
    ]
