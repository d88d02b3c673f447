"""Asking for a copy (sao y, sao lục, trích sao) of a document that was issued or came in."""

import uuid
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.documents import operations, queries
from congvu.documents.models import CopyOrder
from congvu.kit.asking import optional_row
from congvu.kit.errors import NotAllowed, Refusal
from congvu.sites.desk.documents.writing import recipients_in
from congvu.sites.desk.doors import DeskRequest, official_only


@official_only
def ask(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Choose the form of the copy, on paper or as a file, who allows it and who gets it."""
    desk = request.desk
    found = operations.open_document(public_id=public_id, by=desk.actor, at=desk.now)
    if not queries.may_be_copied(found, by=desk.actor, at=desk.now):
        raise NotAllowed(_("Chỉ sao văn bản đã phát hành hoặc đã vào sổ của cơ quan mình."))
    if request.method != "POST":
        return _form(request, found)
    data = request.POST
    try:
        wanted = operations.CopyIn(
            kind=optional_row(data, "hinh_thuc") or 0,
            target=data.get("dang", ""),
            power_id=optional_row(data, "nguoi_ky"),
            pages=data.get("trang", ""),
            passage=data.get("doan", ""),
            purpose=data.get("muc_dich", ""),
            recipients=recipients_in(request, found.agency),
            copies=min(optional_row(data, "so_ban") or 1, 999),
        )
        copy = operations.request_copy(document_id=found.pk, wanted=wanted, by=desk.actor, at=desk.now)
    except Refusal as refusal:
        return _form(request, found, refusal=str(refusal))
    messages.success(request, _("Đã trình xin sao văn bản."))
    return redirect("desk:document", copy.public_id)


def _form(request: DeskRequest, found: Any, **more: Any) -> HttpResponseBase:
    desk = request.desk
    source = operations.copy_source(found)
    choices = queries.copy_choices(found, source=source, on=desk.today)
    powers = {
        power.pk: power
        for kind, _targets in choices
        for power in queries.powers(agency_id=found.agency_id, on=desk.today, kind=kind)
    }
    targets = {target for _kind, each in choices for target in each}
    shown = {
        "original": found,
        "choices": [kind for kind, _targets in choices],
        "targets": [(code, words) for code, words in CopyOrder.Medium.choices if code in targets],
        "is_electronic": source == CopyOrder.Medium.ELECTRONIC,
        "powers": list(powers.values()),
        "groups": queries.groups(agency_id=found.agency_id, realm=found.agency.realm),
        "ticked": request.POST.getlist("nhom"),
        "typed": request.POST,
        **more,
    }
    return render(request, "desk/documents/copy.html", shown, status=422 if more.get("refusal") else 200)
