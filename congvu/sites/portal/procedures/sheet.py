"""What a sheet says, in the shape in which pages show it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import FeeRule, ProcedureVersion
from congvu.kit.money import dong
from congvu.processes import queries as processes
from congvu.workdays import queries as workdays


@dataclass(frozen=True, kw_only=True)
class FeeRow:
    """A fee as the page shows it."""

    name: str
    amount: str
    note: str


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """A paper with the tag that says whether one must bring it."""

    name: str
    tag: str
    free: bool
    icon: str
    note: str


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """A step of the inner process: what, who, how many working hours."""

    name: str
    who: str
    hours: str


def level_of(version: ProcedureVersion) -> str:
    """Return whose procedure it is: commune, province or ministry."""
    return str(version.sheet["agency"]["level"])


def promise_now(version: ProcedureVersion, at: dt.datetime, answers: Mapping[str, Any]) -> workdays.Reckoning:
    """Return when the result would be due if a complete dossier with these answers were received now."""
    return workdays.due(start=at, limit=version.limit_of("", answers), cutoff=version.cutoff)


def fee_rows(rules: list[FeeRule]) -> list[FeeRow]:
    """Return the fee table of the day; what a formula gives is said in the table's own words."""
    return [
        FeeRow(
            name=_for_whom(rule),
            amount=catalogue.fee_words(rule),
            note=" ".join(filter(None, [catalogue.words(rule.words), _source(rule)])),
        )
        for rule in rules
    ]


def _for_whom(rule: FeeRule) -> str:
    only = [rule.get_level_display() if rule.level else "", rule.get_channel_display() if rule.channel else ""]
    told = "; ".join(str(word).lower() for word in only if word)
    return f"{catalogue.words(rule.name)} ({told})" if told else catalogue.words(rule.name)


def _source(rule: FeeRule) -> str:
    return _("Mức do %(who)s quy định.") % {"who": catalogue.words(rule.set_by)} if rule.set_by else ""


def fee_at_a_glance(rules: list[FeeRule]) -> tuple[str, str]:
    """Return the fee in a word, and what to know of it."""
    if not rules:
        return _("Không thu"), _("thủ tục này không có phí, lệ phí")
    always = [rule for rule in rules if not (rule.when or rule.group or rule.level)]
    if not always:
        return dong(0), _("chỉ thu trong một số trường hợp, xem bảng dưới")
    free = [rule for rule in always if rule.fixed == 0]
    if free:
        return dong(0), catalogue.words(free[0].name)
    fixed = sorted({rule.fixed for rule in rules if rule.fixed is not None})
    if len(rules) == 1 and fixed:
        return catalogue.fee_words(rules[0]), catalogue.words(rules[0].name)
    return (_("từ %(least)s") % {"least": dong(fixed[0])} if fixed else _("theo hồ sơ")), _("xem bảng lệ phí")


def paper_rows(version: ProcedureVersion) -> list[PaperRow]:
    """Return the papers, what must be filed first, what need not be filed last."""
    rows = [_paper(paper) for paper in version.papers]
    return sorted(rows, key=lambda row: row.free)


def _paper(paper: dict[str, Any]) -> PaperRow:
    said = [catalogue.words(paper.get("required_words")), catalogue.words(paper["help"])]
    note = " ".join(f"{text.rstrip('.')}." for text in said if text)
    if paper.get("is_form"):
        tag, free, icon = _("Điền trên cổng"), False, "pen"
    elif paper["shown_only"]:
        tag, free, icon = _("Không phải nộp") if paper["e_source"] else _("Xuất trình"), True, "tick"
    elif paper["required"]:
        tag, free, icon = _("Phải nộp"), False, "paper"
    elif paper["required_if"]:
        tag, free, icon = _("Theo trường hợp"), False, "paper"
    else:
        tag, free, icon = _("Nếu có"), False, "paper"
    return PaperRow(name=catalogue.words(paper["name"]), tag=tag, free=free, icon=icon, note=note)


ROLES = {
    "reception": gettext_lazy("Một cửa"),
    "case_officer": gettext_lazy("Công chức chuyên môn"),
    "unit_head": gettext_lazy("Lãnh đạo phòng"),
    "leader": gettext_lazy("Lãnh đạo cơ quan"),
    "clerk": gettext_lazy("Văn thư"),
    "cashier": gettext_lazy("Thu phí"),
    "return_desk": gettext_lazy("Trả kết quả"),
}


def step_rows(version: ProcedureVersion) -> list[StepRow]:
    """Return the steps of the inner process with their working hours."""
    return [
        StepRow(name=step.label, who=str(ROLES.get(step.role, step.role)), hours=hours(step.limit_minutes))
        for step in processes.planned(version.definition_id)
    ]


def hours(minutes: int | None) -> str:
    """Return working minutes as hours in the reader's figures: 0,5."""
    return str(localize(round(minutes / 60, 2))).removesuffix(",0").removesuffix(".0") if minutes else ""
