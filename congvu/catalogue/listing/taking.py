"""Taking the list in: what would change, told first; then all of it or nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.catalogue.folders import Proposal
from congvu.catalogue.listing.entries import Entry, Problem, told, understand
from congvu.catalogue.listing.reading import read
from congvu.catalogue.listing.standard import proposal_of
from congvu.catalogue.models import Field, ProcedureVersion, VersionState
from congvu.catalogue.sheets import problems as sheet_problems
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import fold

Propose = Callable[..., ProcedureVersion | None]
Publish = Callable[..., ProcedureVersion]


class ListRefused(Refusal):
    """Rows of the list do not hold; nothing was taken in. ``problems`` has them by row and column."""

    def __init__(self, problems: list[Problem]) -> None:
        lines = "\n".join(f"  - {told(problem)}" for problem in problems)
        super().__init__(_("Danh mục còn %(n)s lỗi, chưa nạp dòng nào:") % {"n": len(problems)} + "\n" + lines)
        self.problems = problems


@dataclass
class Plan:
    """What the list would change."""

    new: list[Proposal] = field(default_factory=list)
    changed: list[tuple[Proposal, list[str]]] = field(default_factory=list)
    """With the parts that differ: «Thời hạn: 5 ngày làm việc → 3 ngày làm việc»."""
    same: int = 0
    own: list[str] = field(default_factory=list)
    """Codes with a folder or a published version of their own: the list does not touch them."""
    gone: list[str] = field(default_factory=list)
    """Codes taken from an earlier list that this one no longer has: shown, never withdrawn silently."""
    problems: list[Problem] = field(default_factory=list)


def plan_list(*, content: bytes, name: str) -> Plan:
    """Read a list and tell what it would change; nothing is written.

    :raises ListUnreadable: when it is no list at all
    """
    entries, found = understand(read(content, name))
    plan = Plan(problems=found)
    codes = _field_codes(entries)
    standing = _standing()
    for entry in entries:
        proposal = proposal_of(entry, field_code=codes[fold(entry.field)])
        if faults := sheet_problems({**proposal.sheet, "form": proposal.form, "steps": proposal.steps}):
            plan.problems += [Problem(entry.row, "name", fault) for fault in faults]
            continue
        known = standing.get(entry.code)
        if known is None:
            plan.new.append(proposal)
        elif not known.sheet.get("standard"):
            plan.own.append(entry.code)
        elif known.digest == proposal.digest:
            plan.same += 1
        else:
            plan.changed.append((proposal, differences(known.sheet, proposal.sheet)))
    listed = {entry.code for entry in entries}
    plan.gone = sorted(code for code, row in standing.items() if row.sheet.get("standard") and code not in listed)
    return plan


@transaction.atomic
def take_list(*, plan: Plan, propose: Propose, publish: Publish, by: Actor, at: datetime) -> None:
    """Take a plan in, whole: new procedures are in force at once, changed ones from the day their row says.

    :raises ListRefused: when a row does not hold; then nothing is taken in
    """
    if plan.problems:
        raise ListRefused(plan.problems)
    today = timezone.localdate(at)
    for proposal in plan.new:
        propose(proposal=proposal, by=by, at=at)
    for proposal, _parts in plan.changed:
        version = propose(proposal=proposal, by=by, at=at)
        if version is not None:
            publish(version_id=version.pk, valid_from=max(proposal.valid_from, today), by=by, at=at)
    counts = {"new": len(plan.new), "changed": len(plan.changed), "same": plan.same}
    audit.record(action="catalogue.take_list", subject="catalogue", data=counts, by=by, at=at)


def _standing() -> dict[str, ProcedureVersion]:
    """Return the version of each procedure that stands last, in force or proposed."""
    rows = (
        ProcedureVersion.objects.exclude(state=VersionState.WITHDRAWN)
        .select_related("procedure")
        .defer("form_definition", "result_template")
        .order_by("number")
    )
    return {row.procedure.code: row for row in rows}


def _field_codes(entries: list[Entry]) -> dict[str, str]:
    """Return the code of each field by its folded name; a new one is made of its name and never moves again."""
    known = {fold(name): code for code, name in Field.objects.values_list("code", "name")}
    for entry in entries:
        name = fold(entry.field)
        if name not in known:
            short = "".join(word[0] for word in name.split()).upper()[:10]
            known[name] = f"{short}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    return known


Sheet = dict[str, Any]
PARTS: dict[str, Callable[[Sheet], str]] = {
    "Tên": lambda sheet: str(sheet["name"]),
    "Lĩnh vực": lambda sheet: str(sheet["field"]["name"]),
    "Cơ quan": lambda sheet: str(sheet["agency"]["competent"]),
    "Thời hạn": lambda sheet: str(sheet["limit"]["words"]),
    "Phí, lệ phí": lambda sheet: "; ".join(str(fee["amount"]) for fee in sheet["fees"]) or "0",
    "Mức dịch vụ": lambda sheet: str(sheet["service_level"]),
    "Thành phần hồ sơ": lambda sheet: "; ".join(str(paper["name"]) for paper in sheet["papers"]),
    "Yêu cầu, điều kiện": lambda sheet: "; ".join(str(one["words"]) for one in sheet["conditions"]),
    "Kết quả": lambda sheet: str(sheet["result"]["name"]),
    "Căn cứ pháp lý": lambda sheet: "; ".join(str(act["act"]) for act in sheet["legal_basis"]),
    "Áp dụng từ": lambda sheet: str(sheet["valid_from"]),
}


def differences(before: Sheet, after: Sheet) -> list[str]:
    """Return what differs between two sheets of the list, part by part, in words."""
    pairs = ((name, part(before), part(after)) for name, part in PARTS.items())
    return [f"{name}: {old} → {new}" for name, old, new in pairs if old != new]
