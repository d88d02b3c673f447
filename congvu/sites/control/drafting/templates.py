"""The text of the paper that comes out (Typst), as its writer types it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.catalogue import operations
from congvu.catalogue.queries import put_at
from congvu.sites.control.doors import ControlRequest
from congvu.sites.control.drafting import formulas
from congvu.sites.control.drafting.desk import Desk, shown

LONGEST = 60_000
"""Characters of a template."""


def page(request: ControlRequest, desk: Desk) -> HttpResponse:
    """Show the template; keep what was typed."""
    if request.method != "POST":
        return _show(request, desk, desk.draft.result_template)
    data, draft = request.POST, desk.draft
    source = data.get("source", "").replace("\r\n", "\n")
    if len(source) > LONGEST:
        return _show(request, desk, source, refusal=_("Mẫu dài quá 60.000 ký tự."), status=422)
    sheet = put_at(draft.sheet, "result.template", "result.typ" if source.strip() else None)
    try:
        operations.save_draft(
            draft_id=draft.pk,
            revision=int(data.get("revision", "")) if data.get("revision", "").isdigit() else 0,
            place="template",
            sheet=sheet,
            result_template=source,
            by=request.seat.actor,
            at=request.seat.now,
        )
    except operations.DraftStale as stale:
        return _show(request, desk, source, refusal=str(stale), status=422)
    messages.success(request, _("Đã lưu."))
    place = desk.next_place["template"] if data.get("_deed") == "next" else "template"
    return HttpResponseRedirect(reverse("control:draft_part", args=[draft.pk, place]))


def _show(request: ControlRequest, desk: Desk, source: str, status: int = 200, **more: Any) -> HttpResponse:
    context = shown(
        desk,
        place="template",
        source=source,
        names=formulas.questions(desk.draft.sheet),
        extra=desk.draft.sheet.get("result", {}).get("officer_fields", []),
        revision=desk.draft.revision,
        back=reverse("control:draft", args=[desk.draft.pk]),
        **more,
    )
    return render(request, "control/drafting/template.html", context, status=status)
