"""Signing with the USB token in the signer's own PC: the page and the local agent do it between them."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from congvu.kit.errors import Refusal
from congvu.kit.security import POLICY
from congvu.signing import operations, queries
from congvu.signing.models import SignatureRequest
from congvu.sites.desk.doors import DeskRequest, official_only


def asked(request: SignatureRequest) -> dict[str, Any]:
    """Return what the page needs to ask the agent, empty when the certificate is not in a token of the signer's."""
    if not queries.is_in_own_token(request.credential):
        return {}
    return {"agent": settings.SIGNING_AGENT_URL, "certificate": request.credential.fingerprint}


def lay(request: DeskRequest, subject: str, *, agency_id: int) -> HttpResponse:
    """Lay papers before the clerk in whose own PC the agency's token is, and open the page that asks it.

    :raises Refusal: they cannot be sealed, in words for the clerk
    """
    desk = request.desk
    asked = operations.request_signatures(
        subjects=[subject], official_id=desk.actor.id or 0, agency_id=agency_id, by=desk.actor, at=desk.now
    )
    return redirect("desk:approval", asked.request.public_id)


def may_reach_agent(page: HttpResponse) -> HttpResponse:
    """Let this page alone speak to the agent on the reader's PC."""
    page.headers["Content-Security-Policy"] = f"{POLICY}; connect-src 'self' {settings.SIGNING_AGENT_URL}"
    return page


@official_only
@require_POST
def prepare(request: DeskRequest, public_id: uuid.UUID) -> JsonResponse:
    """Make the next papers ready; answer with their digests and how many still wait."""
    found = queries.request_of(public_id, official_id=request.desk.actor.id)
    try:
        made = operations.prepare_for_token(request_id=found.pk, by=request.desk.actor, at=request.desk.now)
    except Refusal as refusal:
        return JsonResponse({"words": str(refusal)}, status=422)
    papers = [{"position": position, "label": label, "digest": digest} for position, label, digest in made.papers]
    return JsonResponse({"papers": papers, "waiting": made.waiting})


@official_only
@require_POST
def confirm(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take what the token signed; the worker puts the papers together."""
    found = queries.request_of(public_id, official_id=request.desk.actor.id)
    try:
        signatures = json.loads(request.POST.get("signatures", ""))
    except ValueError:
        signatures = {}
    try:
        operations.activate_by_token(
            request_id=found.pk,
            challenge=request.POST.get("challenge", ""),
            agreement=request.POST.get("agreement", ""),
            signatures=signatures if isinstance(signatures, dict) else {},
            by=request.desk.actor,
            at=request.desk.now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:approval", public_id)
