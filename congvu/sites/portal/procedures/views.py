"""The catalogue: search, lists by field and life event, and a procedure with all that the law wants published."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import Field, Procedure
from congvu.kit.paging import BadCursor, Page
from congvu.kit.visitors import same_for_visitors
from congvu.processes import queries as processes
from congvu.queueing import queries as queueing
from congvu.sites.portal.procedures import sheet

MOST_AT_ONCE = 200
"""More procedures than these are not listed on one page: fields are, each with its own list."""


@require_safe
@same_for_visitors
def procedures(request: HttpRequest) -> HttpResponse:
    """List what fits the words typed; without words all procedures by field, or those of a life event."""
    today = timezone.localdate()
    typed, field, event = (request.GET.get(name, "").strip() for name in ("q", "linh-vuc", "viec"))
    shown: dict[str, object] = {"here": "procedures", "q": typed[:200]}
    if typed:
        shown["page"] = _found(typed, request.GET.get("sau"))
    elif event:
        chosen = next((one for one in catalogue.life_events(today) if one.code == event), None)
        shown["title"] = (chosen.name_en if get_language() == "en" else chosen.name) if chosen else ""
        shown["page"] = Page(list(chosen.procedures.all()) if chosen else [])
    elif field:
        rows = list(catalogue.procedures(on=today, field_code=field))
        shown["title"], shown["page"] = rows[0].field.name if rows else "", Page(rows)
    else:
        counts = catalogue.field_counts(on=today)
        if sum(count for _field, count in counts) > MOST_AT_ONCE:
            shown["fields"] = counts
        else:
            shown["groups"] = _by_field(today)
    return render(request, "portal/procedures.html", shown)


def _found(typed: str, cursor: str | None) -> Page[Procedure]:
    try:
        return catalogue.search(typed, cursor=cursor)
    except BadCursor:
        return catalogue.search(typed)


def _by_field(today: date) -> list[tuple[Field, list[Procedure]]]:
    groups: dict[str, tuple[Field, list[Procedure]]] = {}
    for procedure in catalogue.procedures(on=today).order_by("field__sort_key", "sort_key"):
        groups.setdefault(procedure.field.code, (procedure.field, []))[1].append(procedure)
    return list(groups.values())


@require_safe
@same_for_visitors
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show a procedure with every part of NĐ 63/2010 Đ.8: fee, time and place first."""
    today = timezone.localdate()
    try:
        version = catalogue.in_force(code=code, on=today)
    except catalogue.ProcedureMissing as missing:
        return render(request, "portal/missing.html", {"here": "procedures", "words": str(missing)}, status=404)
    rules = catalogue.fee_rules(version=version, on=today)
    fee, fee_note = sheet.fee_at_a_glance(rules)
    return render(
        request,
        "portal/procedure.html",
        {
            "here": "procedures",
            "procedure": version.procedure,
            "version": version,
            "sheet": version.sheet,
            "fee": fee,
            "fee_note": fee_note,
            "fees": sheet.fee_rows(rules),
            "papers": sheet.paper_rows(version),
            "steps_inside": sheet.step_rows(version),
            "drawing": processes.definition_drawing(version.definition_id),
            "level": catalogue.level_on(procedure_id=version.procedure_id, on=today),
            "online": version.sheet["service_level"] != "information",
            "appointments": queueing.gives_appointments(version.procedure.field.code),
            "pages": len(version.form.pages),
        },
    )
