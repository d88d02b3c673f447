"""What a change would have done to one dossier: the rules asked twice, with the change and without. Reads only."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import FeeRule
from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier
from congvu.kit.cel import Expression
from congvu.kit.money import dong
from congvu.workdays import queries as workdays
from congvu.workdays.queries import Calendar, DayKind, DayRule, Limit


@dataclass(frozen=True, slots=True)
class Effect:
    """Before and after in words, and by how much: đồng, or minutes; 0 for what has no measure."""

    before: str
    after: str
    amount: int


def fee(dossier: Dossier, change: dict[str, Any]) -> Effect | None:
    """Compare the fees of its owner by the table of its day with those by the changed rule, or the changed table."""
    day = timezone.localdate(dossier.submitted_at)
    version = catalogue.version(id=dossier.version_id)
    table = catalogue.fee_rules(version=version, on=day)
    ways: dict[str, Any] = {"version": version, "answers": dossier.values, "on": day}
    ways["channel"] = dossiers.channel_of(dossier.origin)
    ways["level"] = catalogue.level_of(party_id=dossier.owner_id, on=day)
    try:
        old, new = (
            sum(one.amount for one in catalogue.fees_due(**ways, rules=rules))
            for rules in (table, _changed_table(table, change, day))
        )
    except catalogue.FeeUnclear:
        return None
    return Effect(dong(old), dong(new), new - old) if old != new else None


def _changed_table(table: list[FeeRule], change: dict[str, Any], day: dt.date) -> list[FeeRule]:
    if "sheet" in change:
        on = dt.date.fromisoformat(change["on"])
        rules = catalogue.rules_in(change["sheet"])
        return [rule for rule in rules if rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to)]
    rule = FeeRule(valid_from=day, name=change["name"], code=change["code"], amount=change["amount"])
    rule.channel, rule.when = change.get("channel", ""), change.get("when", "")
    rule.group, rule.level = change.get("group", ""), change.get("level", "")
    rule.ceiling = change.get("ceiling")
    return [*(row for row in table if row.key != rule.key), rule]


def limit(dossier: Dossier, change: dict[str, Any]) -> Effect | None:
    """Compare the date promised by its own limit with that by another one; a linked part has limits of its own, and
    so has a case, unless the change says what its ``cases`` are to be.
    """
    version = catalogue.version(id=dossier.version_id)
    own = version.limit_row(dossier.part, dossier.values)
    if dossier.part or ("code" in own and "cases" not in change):
        return None
    fitting = (row for row in change.get("cases", []) if Expression(row["when"]).holds(dossier.values))
    old, new = map(Limit.of, (own, next(fitting, change)))
    return _moved(dossier, old, new, workdays.calendar(), workdays.calendar())


def day(dossier: Dossier, change: dict[str, Any]) -> Effect | None:
    """Compare the date promised by the calendar with that by one with another day off, or worked.

    A day to come is tried as one of the quarter, too: that ``like`` it, or no past dossier would have met it. What the
    day ``was`` before it was decided stands in the change, since the calendar of now knows the decision.
    """
    tried = [dt.date.fromisoformat(change[key]) for key in ("date", "like") if change.get(key)]
    rules = dict.fromkeys(tried, DayRule(DayKind(change["kind"]), change.get("reason", ""), ""))
    own, known = catalogue.version(id=dossier.version_id).limit_of(dossier.part, dossier.values), workdays.calendar()
    days = {day: rule for day, rule in known.days.items() if "was" not in change or day != tried[0]}
    if change.get("was"):
        days[tried[0]] = DayRule(DayKind(change["was"]), "", "")
    return _moved(dossier, own, own, replace(known, days=days), replace(known, days={**days, **rules}))


def agency(dossier: Dossier, change: dict[str, Any]) -> Effect | None:
    """Tell whether it would have gone to the agency's successor."""
    own = dossier.competent_agency
    return Effect(own.name[:200], str(change["successor"])[:200], 0) if own.code == change["code"] else None


def _moved(dossier: Dossier, own: Limit, other: Limit, known: Calendar, changed: Calendar) -> Effect | None:
    start = dossier.competent_received_at or dossier.submitted_at
    cutoff = catalogue.version(id=dossier.version_id).cutoff
    old = workdays.due(start=start, limit=own, cutoff=cutoff, calendar=known).due_at
    new = workdays.due(start=start, limit=other, cutoff=cutoff, calendar=changed).due_at
    return Effect(_words(old), _words(new), int((new - old).total_seconds() // 60)) if old != new else None


def _words(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"


TRIES: dict[str, Callable[[Dossier, dict[str, Any]], Effect | None]] = {
    "fee": fee,
    "limit": limit,
    "day": day,
    "agency": agency,
}
