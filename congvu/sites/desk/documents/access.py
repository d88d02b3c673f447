"""Who may see a document and each of its files, and the changes of that which wait to be confirmed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.documents import operations, queries
from congvu.kit.asking import optional_row
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import queries as people
from congvu.sites.desk.doors import DeskRequest, official_only


@official_only
def page(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Show who sees a document; its managers limit, open, name people and confirm what others changed."""
    desk = request.desk
    found = operations.open_document(public_id=public_id, by=desk.actor, at=desk.now)
    if not queries.manages(found, by=desk.actor, at=desk.now):
        raise NotAllowed(_("Lãnh đạo, trưởng đơn vị hoặc văn thư quyết định ai được xem văn bản này."))
    if request.method != "POST":
        return _shown(request, found)
    try:
        _change(request, found)
    except Refusal as refusal:
        return _shown(request, found, refusal=str(refusal))
    messages.success(request, _("Đã ghi. Người quản lý khác được báo để xác nhận."))
    return redirect("desk:document_access", public_id)


def _change(request: DeskRequest, found: Any) -> None:
    data = request.POST
    by: dict[str, Any] = {"by": request.desk.actor, "at": request.desk.now}
    what, of = data.get("viec", ""), optional_row(data, "cua") or 0
    own_files = set(found.files.filter(replaced_at=None).values_list("pk", flat=True))
    if what in {"gioi-han", "mo"}:
        operations.limit_document(document_id=found.pk, is_limited=what == "gioi-han", **by)
    elif what in {"gioi-han-tep", "mo-tep"} and of in own_files:
        operations.limit_file(file_id=of, is_limited=what == "gioi-han-tep", **by)
    elif what == "thoi" and of in {one.pk for one in queries.access_grants(found)}:
        operations.stop_seeing(grant_id=of, **by)
    elif what == "xac-nhan" and of in {one.pk for one in queries.unconfirmed_changes(found)}:
        operations.confirm_access(change_id=of, **by)
    elif what == "cho-xem":
        who = data.get("ai", "")
        key = int(who[1:]) if who[1:].isdecimal() else None
        file_id = optional_row(data, "tep")
        if file_id is not None and file_id not in own_files:
            raise Refusal(_("Không có tệp này."))
        operations.let_see(
            document_id=found.pk,
            official_id=key if who.startswith("p") else None,
            unit_id=key if who.startswith("u") else None,
            file_id=file_id,
            **by,
        )
    else:
        raise Refusal(_("Không có thao tác này."))


def _shown(request: DeskRequest, found: Any, **more: Any) -> HttpResponseBase:
    desk = request.desk
    shown = {
        "document": found,
        "files": queries.seen_files(found, by=desk.actor, at=desk.now),
        "grants": queries.access_grants(found),
        "changes": [(one, one.by.get("id") == desk.actor.id) for one in queries.unconfirmed_changes(found)],
        "holders": queries.holders(found),
        "staff": people.staff(agency_id=found.agency_id, on=desk.today),
        "units": people.units(agency_id=found.agency_id, on=desk.today),
        **more,
    }
    return render(request, "desk/documents/access.html", shown, status=422 if more else 200)
