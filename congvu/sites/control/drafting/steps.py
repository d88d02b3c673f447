"""The steps of a draft as a table, with the drawing that the server makes of it beside; or as a BPMN file."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.catalogue import operations, queries
from congvu.catalogue.queries import put_at
from congvu.processes import queries as processes
from congvu.sites.control.doors import ControlRequest
from congvu.sites.control.drafting import inputs
from congvu.sites.control.drafting.desk import Desk, shown
from congvu.sites.control.drafting.shapes import ACTIONS, STEP, STEPS

MOST = 60
"""Rows of a table."""
LARGEST = 400_000
"""Bytes of a BPMN file."""
Row = dict[str, Any]


def table(request: ControlRequest, desk: Desk) -> HttpResponse:
    """Show the steps; keep what was typed in the table, or the file that was given instead."""
    if request.method != "POST":
        return _show(request, desk, desk.draft.sheet.get("steps", []))
    data, deed = request.POST, request.POST.get("_deed", "")
    rows, bpmn = desk.draft.sheet.get("steps", []), None
    if deed == "table":
        rows, bpmn = as_table(desk.draft.bpmn, desk.draft.code), ""
    elif deed == "file":
        sent = request.FILES.get("bpmn")
        if sent is None or (sent.size or 0) > LARGEST:
            return _show(request, desk, rows, refusal=_("Chọn một tệp BPMN, đến 400 KB."), status=422)
        rows, bpmn = "process.bpmn", sent.read().decode("utf-8", errors="replace")
    elif isinstance(rows, list):
        rows = rearranged(typed(data, rows, desk.draft.sheet), deed)
    if not deed and "HX-Request" in request.headers:
        return _show(request, desk, rows)
    try:
        operations.save_draft(
            draft_id=desk.draft.pk,
            revision=int(data.get("revision", "")) if data.get("revision", "").isdigit() else 0,
            place="steps",
            sheet=put_at(desk.draft.sheet, "steps", rows),
            bpmn=bpmn,
            by=request.seat.actor,
            at=request.seat.now,
        )
    except operations.DraftStale as stale:
        return _show(request, desk, rows, refusal=str(stale), status=422)
    messages.success(request, _("Đã lưu."))
    place = desk.next_place["steps"] if deed == "next" else "steps"
    return HttpResponseRedirect(reverse("control:draft_part", args=[desk.draft.pk, place]))


def _show(request: ControlRequest, desk: Desk, rows: Any, status: int = 200, **more: Any) -> HttpResponse:
    draft = desk.draft
    is_table = isinstance(rows, list)
    try:
        drawn = processes.drawn(
            key=draft.code, steps=rows if is_table else None, bpmn=None if is_table else draft.bpmn.encode()
        )
    except processes.DefinitionRefused as refusal:
        drawn, more = None, {"undrawn": str(refusal), **more}
    sheet = {**draft.sheet, "steps": rows}
    context = shown(
        desk,
        place="steps",
        shape=STEPS,
        is_table=is_table,
        rows=[
            {
                "place": f"steps.{number}",
                "name": queries.words(row.get("name")) or row.get("id"),
                "boxes": inputs.boxes(STEP.inputs_for(row), in_hours(row), sheet=sheet, prefix=f"{number}.", errors={}),
                "note": row.get("when") or row.get("beside") or row.get("message"),
            }
            for number, row in enumerate(rows if is_table else [])
        ],
        drawn=drawn,
        hours=sum_of_hours(rows)
        if is_table
        else sum((one.limit_minutes or 0) for one in drawn.plan) / 60
        if drawn
        else 0,
        allowed=queries.limit_in_hours(sheet.get("limit", {})),
        back=reverse("control:draft", args=[draft.pk]),
        revision=draft.revision,
        **more,
    )
    return render(request, "control/drafting/steps.html", context, status=status)


def in_hours(row: Row) -> Row:
    """Return a step with its limit in hours alone."""
    minutes = row.get("minutes")
    if not isinstance(minutes, int):
        return row
    whole = float(row.get("hours") or 0) + minutes / 60
    kept = {key: value for key, value in row.items() if key != "minutes"}
    return {**kept, "hours": int(whole) if whole.is_integer() else round(whole, 3)}


def sum_of_hours(rows: list[Row]) -> float:
    """Return the working hours of a table: steps that are done side by side count once, by the longest."""
    together: dict[str, float] = {}
    for number, row in enumerate(rows):
        hours = in_hours(row).get("hours")
        key = str(row.get("beside") or f"#{number}")
        together[key] = max(together.get(key, 0), hours if isinstance(hours, int | float) else 0)
    return sum(together.values())


def differing(sheet: dict[str, Any]) -> tuple[float, float] | None:
    """Return the hours of the steps and those of the limit where a plain table does not fill it; None where it does.

    Steps with a clock of their own, or that last days (a notice), cannot be added up so.
    """
    rows, allowed = sheet.get("steps"), queries.limit_in_hours(sheet.get("limit", {}))
    if not isinstance(rows, list) or not allowed or any(row.get("days") or row.get("clock") for row in rows):
        return None
    hours = sum_of_hours(rows)
    return (hours, allowed) if abs(hours - allowed) > 0.01 else None


def typed(data: QueryDict, rows: list[Row], sheet: dict[str, Any]) -> list[Row]:
    """Return the table as it was typed; what a row has beside the table's columns stays."""
    found: list[Row] = []
    for number, row in enumerate(rows[:MOST]):
        if f"{number}.name" not in data:
            found.append(row)
            continue
        new = inputs.read(STEP.inputs_for(row), data, in_hours(row), sheet=sheet, prefix=f"{number}.")
        found.append(completed(row, new, tuple(str(one.get("id")) for one in found)))
    return found


def completed(before: Row, row: Row, taken: tuple[str, ...]) -> Row:
    """Return a step with a code, and with the deeds of its kind when that is new."""
    kind = str(row.get("kind", "work"))
    if not row.get("id"):
        row = {"id": inputs.slug(queries.words(row.get("name")), (*taken, "start", "end")), **row}
    if not row.get("message") and (kind != before.get("kind", "work") or "actions" not in row):
        row = {**row, "actions": ACTIONS.get(kind, [])}
    return row


def rearranged(rows: list[Row], deed: str) -> list[Row]:
    """Return the table with a row added, moved or taken away as the pressed button says."""
    deed, _colon, where = deed.partition(":")
    number = int(where) if where.isdigit() and int(where) < len(rows) else None
    if deed == "add" and len(rows) < MOST:
        name = _("Bước mới")
        taken = tuple(str(row.get("id")) for row in rows)
        new = {"id": inputs.slug(name, taken), "name": name, "role": "case_officer", "kind": "work", "hours": 1}
        place = len(rows) - 1 if rows and rows[-1].get("kind") == "return" else len(rows)
        return [*rows[:place], {**new, "actions": ACTIONS["work"]}, *rows[place:]]
    if number is None:
        return rows
    if deed == "remove" and len(rows) > 1:
        return [*rows[:number], *rows[number + 1 :]]
    other = number + {"up": -1, "down": 1}.get(deed, 0)
    if 0 <= other < len(rows):
        rows = list(rows)
        rows[number], rows[other] = rows[other], rows[number]
    return rows


def as_table(bpmn: str, code: str) -> list[Row]:
    """Return the steps of a file as a plain table, one after the other; its branches are not kept."""
    try:
        plan = processes.drawn(key=code, bpmn=bpmn.encode()).plan
    except processes.DefinitionRefused:
        return []
    return [
        {"id": one.bpmn_id, "name": one.name, "role": one.role, "kind": one.kind, "actions": one.actions}
        | ({"minutes": one.limit_minutes} if one.limit_minutes is not None else {})
        for one in plan
    ]
