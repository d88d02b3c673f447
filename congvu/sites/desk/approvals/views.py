"""A request to sign as its signer sees it: read, leave out, confirm with a passkey, watch how it goes."""

import json
import uuid
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.accounts import operations as accounts
from congvu.kit import answers
from congvu.kit.errors import Refusal
from congvu.people import operations as people
from congvu.signing import operations, queries
from congvu.signing.models import SignatureItem, SignatureRequest
from congvu.sites.desk.approvals import own_token
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.reading import framed


@official_only
def listing(request: DeskRequest) -> HttpResponse:
    """Show what was laid before me, newest first."""
    found = queries.requests_for(official_id=request.desk.actor.id or 0)
    return render(request, "desk/approvals.html", {"requests": found})


@official_only
def request_page(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a request: its papers to confirm, or how far their signing is."""
    found = _mine(request, public_id)
    items = queries.items_of(found)
    _note_seen(request, items)
    context: dict[str, Any] = {
        "here": found,
        "items": items,
        "chosen": [item for item in items if item.state != SignatureItem.State.LEFT_OUT],
        "signed": sum(item.state == SignatureItem.State.SIGNED for item in items),
        "sealed": items[0] if found.credential.agency_id else None,
        "failed": [item for item in items if item.state == SignatureItem.State.FAILED],
    }
    if found.state == SignatureRequest.State.WAITING:
        context |= _question(request, found)
    page = render(request, "desk/approval.html", context)
    return own_token.may_reach_agent(page) if context.get("token") else page


def _question(request: DeskRequest, found: SignatureRequest) -> dict[str, Any]:
    if request.desk.now >= found.expires_at:
        return {"too_late": True}
    if token := own_token.asked(found):
        return {"token": token}
    try:
        asked = accounts.passkey_question(
            account_id=request.user.pk or 0, host=_host(request), challenge=bytes.fromhex(found.challenge)
        )
    except accounts.PasskeyMissing as refusal:
        return {"no_passkey": str(refusal)}
    return {"question": {"request_options": asked}}


@official_only
@require_POST
def confirm(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the passkey's answer; the worker begins."""
    found = _mine(request, public_id)
    try:
        answer = json.loads(request.POST.get("credential", ""))
    except ValueError:
        answer = None
    try:
        operations.activate(
            request_id=found.pk,
            challenge=request.POST.get("challenge", ""),
            answer=answer if isinstance(answer, dict) else {},
            host=_host(request),
            by=request.desk.actor,
            at=request.desk.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:approval", public_id)


@official_only
@require_POST
def leave_out(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take papers out of the request; they wait where they were."""
    found = _mine(request, public_id)
    chosen = [int(number) for number in request.POST.getlist("bo") if number.isdigit()]
    try:
        operations.leave_out(request_id=found.pk, positions=chosen, by=request.desk.actor, at=request.desk.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã bỏ ra. Các văn bản đó vẫn ở danh sách chờ ký."))
    return redirect("desk:approval", public_id)


@official_only
@require_POST
def refuse(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sign none of them."""
    found = _mine(request, public_id)
    try:
        operations.refuse_request(request_id=found.pk, by=request.desk.actor, at=request.desk.now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Không ký văn bản nào. Các văn bản vẫn ở nơi đã trình."))
    return redirect("desk:approvals")


@official_only
def paper(request: DeskRequest, public_id: uuid.UUID, position: int) -> HttpResponse:
    """Show one paper page by page, the place of my signature framed."""
    found = _mine(request, public_id)
    item = queries.item_of(found, position=position)
    _note_seen(request, [item])
    pages = [f"data:image/png;base64,{b64encode(page).decode()}" for page in queries.paper_pictures(item)]
    others = [one.position for one in queries.items_of(found) if one.state != SignatureItem.State.LEFT_OUT]
    context = {
        "here": found,
        "item": item,
        "pages": pages,
        "before": max((number for number in others if number < position), default=None),
        "after": min((number for number in others if number > position), default=None),
    }
    return render(request, "desk/approval_paper.html", context)


@official_only
def file(request: DeskRequest, public_id: uuid.UUID, position: int) -> HttpResponseBase:
    """Give the frozen PDF itself."""
    item = queries.item_of(_mine(request, public_id), position=position)
    _note_seen(request, [item])
    return framed(answers.paper(queries.frozen_paper(item), f"van-ban-{position}.pdf"))


def _mine(request: DeskRequest, public_id: uuid.UUID) -> SignatureRequest:
    return queries.request_of(public_id, official_id=request.desk.actor.id)


def _host(request: DeskRequest) -> str:
    return request.get_host().partition(":")[0]


def _note_seen(request: DeskRequest, items: Iterable[SignatureItem]) -> None:
    desk = request.desk
    shown = [people.Shown(item.about, item.party_id) for item in items if item.about and item.party_id]
    if shown:
        people.note_shown(shown, grants=desk.grants, roles=("leader",), purpose="list", by=desk.actor, at=desk.now)
