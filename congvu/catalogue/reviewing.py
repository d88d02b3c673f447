"""Review of procedures (rà soát, cắt giảm): limits before and after, and what a procedure costs those who follow it.

Cost of one case = (form + papers x papers asked + trips x trips) x cost of an hour + fees of the example. All rates are
dated rows of the province (``CostRate``); where it has set none, shipped values that say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.catalogue.folders import read_yaml
from congvu.catalogue.in_writing import limit_in_hours
from congvu.catalogue.models import CostRate, ProcedureVersion, VersionState
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.workdays.queries import Limit

SHIPPED = Path(__file__).parent / "shipped" / "cost_rates.yaml"
TRIPS = {"full": 0, "partial": 1, "information": 2}
"""How often one has to go there, by what can be done online."""
MUCH = 0.3
"""A cut by more than this share is counted apart (more than 30 %)."""


class RateRefused(Refusal):
    """A rate cannot be set: the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate as it holds on a day; ``is_shipped`` while the province has set none."""

    code: str
    label: str
    amount: int
    legal_basis: str
    valid_from: date | None
    is_shipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A procedure before and after. Limits in words and working hours, costs in đồng a case."""

    code: str
    name: str
    field: str
    before: str
    after: str
    hours_before: float
    hours_after: float
    cost_before: int
    cost_after: int
    cases: int

    @property
    def cut(self) -> float:
        """The share by which the limit was cut, 0 to 1; negative when it grew."""
        return 1 - self.hours_after / self.hours_before if self.hours_before else 0.0

    @property
    def percent(self) -> int:
        """The cut in whole percent."""
        return round(self.cut * 100)

    @property
    def is_cut_much(self) -> bool:
        """Whether it was cut by more than 30 %."""
        return self.cut > MUCH + 1e-9

    @property
    def saved(self) -> int:
        """What those who follow it save in a year, in đồng; negative when it costs more."""
        return (self.cost_before - self.cost_after) * self.cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The whole review; the share is ``cut_much`` of ``len(rows)``."""

    rows: list[Reviewed]
    rates: list[Rate]

    @property
    def cut_much(self) -> int:
        """How many limits were cut by more than 30 %."""
        return sum(row.is_cut_much for row in self.rows)

    @property
    def percent(self) -> float:
        """The share of procedures cut by more than 30 %, in percent."""
        return round(100 * self.cut_much / len(self.rows), 2) if self.rows else 0.0

    @property
    def saved(self) -> int:
        """What is saved in a year by all of them, in đồng."""
        return sum(row.saved for row in self.rows)


def rates(*, on: date) -> list[Rate]:
    """Return the rates that hold on a day."""
    rows = CostRate.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
    known = {row.code: row for row in rows}
    return [_rate(code, str(label), known.get(code)) for code, label in CostRate.Code.choices]


def _rate(code: str, label: str, row: CostRate | None) -> Rate:
    if row is None:
        given = _shipped()[code]
        return Rate(code=code, label=label, valid_from=None, is_shipped=True, **given)
    return Rate(
        code=code,
        label=label,
        amount=row.amount,
        legal_basis=row.legal_basis,
        valid_from=row.valid_from,
        is_shipped=False,
    )


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read_yaml(SHIPPED)
    return found


def review(*, on: date, cases: Mapping[int, int]) -> Review:
    """Return the review of every procedure in force on a day.

    :param cases: dossiers in a year, by the procedure's id
    """
    known = rates(on=on)
    amounts = {rate.code: rate.amount for rate in known}
    rows = ProcedureVersion.objects.exclude(state=VersionState.PROPOSED).select_related("procedure__field")
    history: dict[int, list[ProcedureVersion]] = {}
    for row in rows.defer("form_definition", "result_template", "sample").order_by("valid_from", "number"):
        history.setdefault(row.procedure_id, []).append(row)
    found = []
    for own in history.values():
        now = next((row for row in reversed(own) if row.holds_on(on)), None)
        if now is not None:
            found.append(_reviewed(now, [row for row in own if row.valid_from < now.valid_from], amounts, cases))
    return Review(rows=sorted(found, key=lambda row: (-row.cut, row.name)), rates=known)


def _reviewed(
    now: ProcedureVersion, earlier: list[ProcedureVersion], amounts: Mapping[str, int], cases: Mapping[int, int]
) -> Reviewed:
    first = earlier[0] if earlier else now
    limit = now.sheet["limit"]
    old = limit.get("statutory") or first.sheet["limit"]
    return Reviewed(
        code=now.procedure.code,
        name=now.procedure.name,
        field=now.procedure.field.name,
        before=Limit.of(old).words,
        after=now.limit.words,
        hours_before=limit_in_hours(old) or 0.0,
        hours_after=limit_in_hours(limit) or 0.0,
        cost_before=cost(first.sheet, amounts),
        cost_after=cost(now.sheet, amounts),
        cases=cases.get(now.procedure_id, 0),
    )


def cost(sheet: Mapping[str, Any], amounts: Mapping[str, int]) -> int:
    """Return what one case costs who follows the procedure, in đồng: their time and the fixed fees always due."""
    papers = sum(bool(row.get("required")) and not row.get("is_form") for row in sheet["papers"])
    trips = TRIPS.get(str(sheet.get("service_level")), 1)
    minutes = amounts["form_minutes"] + amounts["paper_minutes"] * papers + amounts["trip_minutes"] * trips
    narrow = ("when", "group", "level")
    due = [row for row in sheet["fees"] if isinstance(row["amount"], int) and not any(row.get(key) for key in narrow)]
    by_code: dict[str, int] = {}
    for row in due:
        by_code[row["code"]] = min(row["amount"], by_code.get(row["code"], row["amount"]))
    return round(minutes * amounts["hour_cost"] / 60) + sum(by_code.values())


@transaction.atomic
def set_rate(*, code: str, amount: int, legal_basis: str, valid_from: date, by: Actor, at: datetime) -> CostRate:
    """Set a rate from a day on; the one before it ends there. For the province's administrator.

    :raises NotAllowed: for anybody else
    :raises RateRefused: without a ground, for an unknown rate, or a day not after the last one set
    """
    by, legal_basis = people.require(by=by, roles=("province_admin",), at=at), clean(legal_basis)[:300]
    if code not in CostRate.Code.values or not legal_basis or not 0 < amount < 10**9:
        raise RateRefused(_("Chọn thông số, ghi giá trị và căn cứ."))
    same = CostRate.objects.select_for_update().filter(code=code)
    if same.filter(valid_from__gte=valid_from).exists():
        raise RateRefused(_("Đã có giá trị áp dụng từ ngày ấy hoặc sau đó. Chọn ngày muộn hơn."))
    same.filter(valid_to=None).update(valid_to=valid_from)
    row = CostRate.objects.create(code=code, amount=amount, legal_basis=legal_basis, valid_from=valid_from)
    data = {"amount": amount, "valid_from": valid_from.isoformat(), "legal_basis": legal_basis}
    data["set_on"] = timezone.localdate(at).isoformat()
    audit.record(action="catalogue.set_rate", subject=f"cost_rate:{code}", label=str(row), data=data, by=by, at=at)
    return row
