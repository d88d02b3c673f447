"""How I am told: the inbox always; letters, text messages and Zalo as I like, to addresses that I have proved."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.kit.errors import Declined
from congvu.notices import operations, queries
from congvu.notices.hooks import channel_of
from congvu.notices.models import Proof
from congvu.sites.portal.doors import CitizenRequest, citizen_only
from congvu.vault import queries as vault

CONTACTS = {"dien-thoai": Proof.Contact.PHONE, "thu": Proof.Contact.EMAIL}
"""The word in the address, and what it stands for."""


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def reach(request: CitizenRequest) -> HttpResponse:
    """Show what is chosen, and keep another choice."""
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        ways = {name: f"by_{name}" in request.POST for name in ("email", "sms", "chat")}
        try:
            operations.choose(
                party_id=request.party.pk,
                by_email=ways["email"],
                by_sms=ways["sms"],
                by_chat=ways["chat"],
                by=request.actor,
                at=timezone.now(),
            )
        except Declined as refusal:
            errors = [{"anchor": "by_email", "message": str(refusal)}]
        else:
            messages.success(request, _("Đã lưu cách nhận thông báo."))
            return redirect("portal:reach")
    known = queries.reach_of(request.party.pk)
    quiet = queries.quiet_hours()
    shown = {
        "here": "inbox",
        "reach": known,
        "email": (known.email if known else "") or request.party.email,
        "by_email": known.by_email if known else bool(request.party.email),
        "phone": queries.shown(known.phone) if known and known.phone else "",
        "has_sms": channel_of("sms") is not None,
        "has_chat": channel_of("chat") is not None,
        "quiet": quiet.get("sms"),
        "reminded": vault.wants_reminders(party_id=request.party.pk),
        "errors": errors,
    }
    return render(request, "portal/reach.html", shown, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def prove(request: CitizenRequest, contact: str) -> HttpResponse:
    """Ask for an address, send a code to it, take the code back; or forget the address."""
    if contact not in CONTACTS:
        raise Http404
    if request.method != "POST":
        return _show(request, contact)
    deed = request.POST.get("deed", "")
    given: dict[str, Any] = {"party_id": request.party.pk, "contact": CONTACTS[contact]}
    more: dict[str, Any] = {"by": request.actor, "at": timezone.now()}
    try:
        if deed == "forget":
            operations.forget_contact(**given, **more)
            messages.success(request, _("Đã bỏ. Thông báo không gửi tới đó nữa."))
            return redirect("portal:reach")
        if deed == "confirm":
            operations.confirm_code(code=request.POST.get("code", "")[:20], **given, **more)
            messages.success(request, _("Đã xác nhận. Từ nay thông báo được gửi tới đó."))
            return redirect("portal:reach")
        address = request.POST.get("address", "")[:300]
        operations.ask_code(address=address, language=get_language() or "vi", **given, **more)
    except Declined as refusal:
        return _show(request, contact, refusal=str(refusal), deed=deed)
    messages.success(request, _("Đã gửi mã. Xem tin mới nhất rồi nhập mã vào đây."))
    return redirect("portal:reach_prove", contact)


def _show(request: CitizenRequest, contact: str, *, refusal: str = "", deed: str = "") -> HttpResponse:
    is_phone = CONTACTS[contact] == Proof.Contact.PHONE
    if is_phone and not (channel_of("sms") or channel_of("chat")):
        raise Http404
    waiting = queries.open_proof(party_id=request.party.pk, contact=CONTACTS[contact])
    known = queries.reach_of(request.party.pk)
    kept = (known.phone if is_phone else known.email) if known else ""
    anchor = "code" if deed == "confirm" and waiting else "address"
    shown = {
        "here": "inbox",
        "is_phone": is_phone,
        "waiting": waiting,
        "waits_at": queries.shown(waiting.address) if waiting else "",
        "kept": queries.shown(kept),
        "address": request.POST.get("address", "") or queries.shown(kept) or _known(request, is_phone=is_phone),
        "errors": [{"anchor": anchor, "message": refusal}] if refusal else [],
        "anchor": anchor,
    }
    return render(request, "portal/reach_prove.html", shown, status=422 if refusal else 200)


def _known(request: CitizenRequest, *, is_phone: bool) -> str:
    return request.party.phone if is_phone else request.party.email
