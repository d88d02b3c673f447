"""The agency's mailbox at the clerk's desk: what waits to be registered, what was put aside and why."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.documents import operations, queries
from congvu.kit.errors import NotAllowed, Refusal
from congvu.sites.desk.doors import Desk, DeskRequest, official_only


def boxes_of(desk: Desk) -> list[queries.BoxState]:
    """Return the mailboxes of the agencies whose books this official keeps."""
    kept = {grant.agency_id for grant in desk.grants if grant.role == "clerk"}
    return queries.boxes(agency_ids=kept) if kept else []


@official_only
def page(request: DeskRequest) -> HttpResponse:
    """Show every mailbox of mine: when it was fetched, what waits, what was put aside."""
    return _page(request)


@official_only
@require_POST
def close(request: DeskRequest, public_id: UUID) -> HttpResponse:
    """Let a message go that is not registered, with the reason."""
    reason = request.POST.get("ly_do", "")[:300]
    try:
        operations.close_letter(letter_id=public_id, reason=reason, by=request.desk.actor, at=request.desk.now)
    except Refusal as refusal:
        return _page(request, refusal=str(refusal))
    messages.success(request, _("Đã ghi: thư này không vào sổ. Thư vẫn còn trong hộp thư."))
    return redirect("desk:mailbox")


def _page(request: DeskRequest, refusal: str = "") -> HttpResponse:
    desk = request.desk
    if not desk.registers:
        raise NotAllowed(_("Chỉ văn thư của cơ quan xem hộp thư của cơ quan."))
    shown = [
        {
            "box": box,
            "waiting": queries.letters_waiting(agency_id=box.agency_id),
            "aside": queries.letters_aside(agency_id=box.agency_id),
            "closed": queries.closed_letters(agency_id=box.agency_id),
        }
        for box in boxes_of(desk)
    ]
    more = {"boxes": shown, "refusal": refusal}
    return render(request, "desk/incoming/mailbox.html", more, status=422 if refusal else 200)
