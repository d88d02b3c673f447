"""The process of a draft as a drawing, edited with bpmn-js; what is saved passes the loader of processes first.

Without JavaScript the file itself stands on the page; the table of steps is the other way to write the same.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from congvu.catalogue import operations
from congvu.catalogue.queries import put_at
from congvu.kit.errors import NotAllowed
from congvu.processes import queries as processes
from congvu.processes.models import StepKind
from congvu.sites.control.doors import ControlRequest, control_only
from congvu.sites.control.drafting.desk import Desk, desk_at, shown
from congvu.sites.control.drafting.drawing_words import VIETNAMESE
from congvu.sites.control.drafting.shapes import ACTIONS
from congvu.sites.control.drafting.shapes.process import STEP_ROLES
from congvu.sites.control.drafting.steps import LARGEST


@control_only
def page(request: ControlRequest, written_id: int) -> HttpResponse:
    """Show the drawing; keep what was drawn when it can be run."""
    desk = desk_at(written_id, request.seat)
    if request.method != "POST":
        return _show(request, desk, _file(desk))
    if not desk.may_write:
        raise NotAllowed(_("Chỉ người soạn sửa được bản này, khi nó chưa trình."))
    data, drawn = request.POST, request.POST.get("bpmn", "")
    try:
        if len(drawn.encode()) > LARGEST:
            raise processes.DefinitionRefused(_("Sơ đồ lớn quá 400 KB."))
        processes.drawn(key=desk.draft.code, bpmn=drawn.encode())
        operations.save_draft(
            draft_id=desk.draft.pk,
            revision=int(data.get("revision", "")) if data.get("revision", "").isdigit() else 0,
            place="steps",
            sheet=put_at(desk.draft.sheet, "steps", "process.bpmn"),
            bpmn=drawn,
            by=request.seat.actor,
            at=request.seat.now,
        )
    except (processes.DefinitionRefused, operations.DraftStale) as refusal:
        return _show(request, desk, drawn, refusal=str(refusal), status=422)
    messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(reverse("control:draft_part", args=[desk.draft.pk, "steps"]))


def _file(desk: Desk) -> str:
    """Return the file of the draft; of a table of steps, the one it compiles to; empty when it cannot be drawn."""
    steps = desk.draft.sheet.get("steps", [])
    if not isinstance(steps, list):
        return desk.draft.bpmn
    try:
        return processes.file_of_table(key=desk.draft.code, steps=steps, name=desk.draft.title).decode()
    except processes.DefinitionRefused:
        return ""


def _show(request: ControlRequest, desk: Desk, bpmn: str, status: int = 200, **more: Any) -> HttpResponse:
    context = shown(
        desk,
        place="steps",
        bpmn=bpmn,
        revision=desk.draft.revision,
        was_table=isinstance(desk.draft.sheet.get("steps", []), list),
        back=reverse("control:draft_part", args=[desk.draft.pk, "steps"]),
        kinds=StepKind.choices,
        roles=STEP_ROLES,
        actions=ACTIONS,
        said=VIETNAMESE if get_language() != "en" else {},
        **more,
    )
    return render(request, "control/drafting/drawing.html", context, status=status)
