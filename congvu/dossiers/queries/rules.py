"""What the clock is told by law on a day, and the reasons for lateness that may be chosen."""

import datetime as dt
from dataclasses import dataclass

from congvu.dossiers import shipped
from congvu.dossiers.models import ClockRule, Lateness, LatenessReason
from congvu.kit.kept import kept
from congvu.workdays.queries import Limit

Code = ClockRule.Code


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as it stands: since when (None: as shipped), its value, its law; ``id`` of its row."""

    code: str
    value: str
    law: str
    valid_from: dt.date | None = None
    id: int | None = None
    unchecked: bool = False

    @property
    def label(self) -> str:
        """What it rules, in words."""
        return str(Code(self.code).label)

    @property
    def words(self) -> str:
        """Its value as people read it: «3 ngày làm việc», «20»."""
        return self.value if self.value.isdigit() else Limit.parse(self.value).words


@dataclass(frozen=True, slots=True)
class ClockRules:
    """The rules of one day."""

    rows: tuple[RuleRow, ...]

    def _value(self, code: str) -> str:
        return next(row.value for row in self.rows if row.code == code)

    def law(self, code: str) -> str:
        """Return the article that a rule rests on."""
        return next(row.law for row in self.rows if row.code == code)

    @property
    def supplement_window(self) -> Limit:
        """How long after receipt a supplement may be asked."""
        return Limit.parse(self._value(Code.SUPPLEMENT_WINDOW))

    @property
    def apology_lead(self) -> Limit:
        """How long before the promised day an apology has to be signed."""
        return Limit.parse(self._value(Code.APOLOGY_LEAD))

    @property
    def reappointments(self) -> int:
        """How often a new day may be given."""
        return int(self._value(Code.REAPPOINTMENTS))

    @property
    def soon_percent(self) -> int:
        """At which share of the limit left it is nearly due."""
        return int(self._value(Code.SOON_PERCENT))

    def nearly(self, start: dt.datetime, due_at: dt.datetime) -> dt.datetime:
        """Return when that share of the time between two moments is left."""
        return start + (due_at - start) * (100 - self.soon_percent) / 100

    @property
    def soon_days(self) -> int:
        """At how many working days left it is nearly due at the latest."""
        return int(self._value(Code.SOON_DAYS))

    @property
    def unclaimed(self) -> Limit:
        """How long a result may wait for its owner before he is reminded."""
        return Limit.parse(self._value(Code.UNCLAIMED))

    @property
    def held_codes(self) -> int:
        """How many codes a desk may hold in advance."""
        return int(self._value(Code.HELD_CODES))

    @property
    def held_days(self) -> Limit:
        """How long codes that a desk holds may be given by hand."""
        return Limit.parse(self._value(Code.HELD_DAYS))

    @property
    def late_entry(self) -> Limit:
        """How long after it happened something done by hand may be recorded."""
        return Limit.parse(self._value(Code.LATE_ENTRY))


@kept(ClockRule)
def clock_rules(on: dt.date) -> ClockRules:
    """Return the rules in force on a day: what an administrator decided, else what the program ships."""
    found = {
        code: RuleRow(code, str(row["value"]), str(row["law"]), unchecked=bool(row.get("unchecked")))
        for code, row in shipped.rules().items()
    }
    for rule in ClockRule.objects.filter(withdrawn_at=None, valid_from__lte=on).order_by("valid_from"):
        found[rule.code] = RuleRow(rule.code, rule.value, rule.legal_basis, rule.valid_from, rule.pk)
    return ClockRules(tuple(found[code] for code in Code.values))


def coming_rules(*, on: dt.date) -> list[RuleRow]:
    """Return what was decided for days after ``on``, the next first."""
    rows = ClockRule.objects.filter(withdrawn_at=None, valid_from__gt=on).order_by("valid_from", "code")
    return [RuleRow(row.code, row.value, row.legal_basis, row.valid_from, row.pk) for row in rows]


@kept(LatenessReason)
def _reasons() -> tuple[LatenessReason, ...]:
    decided = {row.code: row for row in LatenessReason.objects.order_by("id")}
    known = [LatenessReason(**row) for row in shipped.reasons()]
    return (
        *(decided.pop(row.code, row) for row in known),
        *decided.values(),
    )


def lateness_reasons(*, closed: bool = False) -> list[LatenessReason]:
    """Return the reasons for lateness that may be chosen; with ``closed`` also those no longer offered."""
    return [row for row in _reasons() if row.is_open or closed]


def lateness_of(dossier_id: int) -> Lateness | None:
    """Return why a dossier is late, as it was said last."""
    return Lateness.objects.filter(dossier_id=dossier_id).order_by("-id").first()
