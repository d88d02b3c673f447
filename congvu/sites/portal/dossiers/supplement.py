"""Answering a supplement request: the very fields and papers that were asked, nothing else."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier, SupplementRequest
from congvu.files import operations as files
from congvu.forms import operations as form_operations
from congvu.forms import queries as forms
from congvu.kit.errors import Refusal
from congvu.sites.portal.doors import CitizenRequest
from congvu.sites.portal.dossiers.page import request_of
from congvu.sites.portal.dossiers.views import mine

Errors = list[dict[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def supplement(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Ask again what was asked, take it, and let the clock go on."""
    asked = request_of(dossier)
    if asked is None:
        messages.error(request, _("Hồ sơ này không còn yêu cầu bổ sung nào."))
        return redirect("portal:dossier", public_id=dossier.public_id)
    full = dossier.version.form
    part = full.only([item["pointer"] for item in asked.items if item["kind"] == "field"])
    if request.method != "POST":
        return _show(request, dossier, asked, part, dossier.values, [])
    values: dict[str, Any] = dossier.values
    errors: list[Any] = []
    for shown in part.pages:
        values, wrong = form_operations.keep_uploads(
            form=part,
            page=shown,
            answers=part.laid_over(values, shown, request.POST),
            uploads=request.FILES,
            owner=f"supplement:{asked.pk}",
            earlier_owners={dossier.subject},
            by=request.actor,
            at=timezone.now(),
        )
        errors += wrong
    if forms.page_action(request.POST):
        return _show(request, dossier, asked, part, values, [])
    papers, lacking = _papers(request, dossier, asked)
    errors += [*full.clean(values).errors, *lacking]
    if errors:
        return _show(request, dossier, asked, part, values, errors)
    try:
        dossiers.supplement(
            dossier_id=dossier.pk,
            values=values,
            values_owner=f"supplement:{asked.pk}",
            papers=papers,
            by=request.actor,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, dossier, asked, part, values, [{"anchor": "", "message": str(refusal)}])
    messages.success(request, _("Đã gửi phần bổ sung. Cơ quan sẽ làm tiếp từ đây."))
    return redirect("portal:dossier", public_id=dossier.public_id)


def _show(
    request: CitizenRequest,
    dossier: Dossier,
    asked: SupplementRequest,
    part: forms.Form,
    values: dict[str, Any],
    errors: list[Any],
) -> HttpResponse:
    kinds = {paper["code"]: paper for paper in dossier.version.papers}
    wrong = {error["code"]: error["message"] for error in errors if isinstance(error, dict) and "code" in error}
    papers = [
        {**item, **_limits(kinds.get(item["pointer"], {})), "error": wrong.get(item["pointer"], "")}
        for item in asked.items
        if item["kind"] == "paper"
    ]
    shown = {
        "here": "dossiers",
        "dossier": dossier,
        "asked": asked,
        "fields": [item for item in asked.items if item["kind"] == "field"],
        "papers": papers,
        "form": part,
        "values": values,
        "errors": errors,
        "field_errors": [error for error in errors if isinstance(error, forms.FieldError)],
    }
    return render(request, "portal/supplement.html", shown, status=422 if errors else 200)


def _limits(paper: dict[str, Any]) -> dict[str, Any]:
    return {"kinds": tuple(paper.get("kinds") or ("pdf", "jpeg", "png")), "max_mb": int(paper.get("max_mb") or 10)}


def _papers(
    request: CitizenRequest, dossier: Dossier, asked: SupplementRequest
) -> tuple[list[dossiers.PaperIn], Errors]:
    found: list[dossiers.PaperIn] = []
    errors: Errors = []
    sheet = {paper["code"]: paper for paper in dossier.version.papers}
    for item in asked.items:
        if item["kind"] != "paper":
            continue
        code, limits = item["pointer"], _limits(sheet.get(item["pointer"], {}))
        sent = request.FILES.getlist(f"p-{code}")
        if not sent:
            message = _("Tải lên %(name)s") % {"name": item["label"]}
            errors.append({"anchor": f"p-{code}", "message": message, "code": code})
        for upload in sent:
            try:
                use = files.store(
                    stream=upload,
                    name=upload.name or item["label"],
                    owner=f"supplement-papers:{asked.pk}",
                    label=code,
                    max_bytes=limits["max_mb"] * 1024 * 1024,
                    kinds=limits["kinds"],
                    by=request.actor,
                    at=timezone.now(),
                )
                found.append(dossiers.PaperIn(code=code, file_use=str(use.pk), file_owner=use.owner))
            except Refusal as refusal:
                errors.append({"anchor": f"p-{code}", "message": str(refusal), "code": code})
    return found, errors
