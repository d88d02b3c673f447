"""Procedures and their versions, to be read: what is in force, since when, on which law it rests."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext_lazy

from congvu.catalogue import queries
from congvu.catalogue.models import ProcedureVersion
from congvu.people.models import Role
from congvu.processes import queries as processes
from congvu.sites.control.doors import ControlRequest, control_only

ROLES = dict(Role.choices)


PARTS = {
    "agency": gettext_lazy("Cơ quan thực hiện"),
    "limit": gettext_lazy("Thời hạn"),
    "duty": gettext_lazy("Trách nhiệm, thời hạn của người dân"),
    "fees": gettext_lazy("Phí, lệ phí"),
    "papers": gettext_lazy("Thành phần hồ sơ"),
    "conditions": gettext_lazy("Yêu cầu, điều kiện"),
    "result": gettext_lazy("Kết quả"),
    "declaration_forms": gettext_lazy("Mẫu đơn, tờ khai"),
    "legal_basis": gettext_lazy("Căn cứ pháp lý"),
}


def _unchecked(version: ProcedureVersion) -> list[tuple[str, str]]:
    """Return what nobody has yet compared with the official text: the part of the sheet, and which line of it."""
    found: dict[tuple[str, str], None] = {}
    for place in queries.unchecked(version=version):
        part, *way = place.split(".")
        rows = version.sheet[part]
        row = rows[int(way[0])] if way and way[0].isdigit() else rows
        law = row.get("law", {})
        act = ", ".join(filter(None, [law.get("act", ""), law.get("article", "")]))
        named = queries.words(row.get("name") or row.get("title") or row.get("words"))
        found[str(PARTS.get(part, part)), " – ".join(filter(None, [named, row.get("act", "") or act]))] = None
    return list(found)


def _hours(minutes: int | None) -> str | None:
    """Return working hours as the table of steps has them: «10,25»."""
    return formats.localize(minutes / 60 if minutes % 60 else minutes // 60) if minutes is not None else None


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show every procedure with its versions, in Vietnamese order."""
    return render(request, "control/procedures.html", {"procedures": queries.all_with_versions()})


@control_only
def show(request: ControlRequest, code: str) -> HttpResponse:
    """Show one version of a procedure: the one asked for, else that in force, else the newest."""
    versions = queries.versions(code=code)
    asked, today = request.GET.get("ban", ""), request.seat.today
    if asked:
        version = next((one for one in versions if str(one.number) == asked), None)
    else:
        version = next((one for one in versions if one.holds_on(today)), versions[0] if versions else None)
    if version is None:
        return render(request, "control/refused.html", {"reason": ""}, status=404)
    context = {
        "version": version,
        "procedure": version.procedure,
        "versions": versions,
        "papers": [{**row, "name": queries.words(row["name"])} for row in version.papers],
        "fees": [(queries.words(rule.name), rule) for rule in queries.fee_rules(version=version, on=today)],
        "steps": [
            (step, ROLES.get(step.role, step.role), _hours(step.limit_minutes))
            for step in processes.planned(version.definition_id)
        ],
        "holds": version.holds_on(today),
        "drawing": processes.definition_drawing(version.definition_id),
        "pages": version.form.pages,
        "limit_words": queries.words(version.sheet["limit"].get("words")) or version.limit.words,
        "cases": [queries.words(case["words"]) for case in version.limit_cases],
        "statutory": version.sheet["limit"].get("statutory"),
        "unchecked": _unchecked(version),
        "drafts": queries.drafts(code=code),
        "may_write": any(grant.role in {"province_admin", "agency_admin"} for grant in request.seat.grants),
        "is_former": version.valid_to is not None and version.valid_to <= today,
    }
    return render(request, "control/procedure.html", context)
