"""The end of a filing: how to receive, checking, sending, and the receipt."""

import uuid
from collections.abc import Mapping
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier, ReturnBy
from congvu.forms import operations as forms
from congvu.forms import queries as form_queries
from congvu.kit.errors import Declined
from congvu.sites.portal.doors import CitizenRequest, citizen_only
from congvu.sites.portal.dossiers.page import money
from congvu.sites.portal.dossiers.views import mine
from congvu.sites.portal.filing.journey import Journey, PaperAsked, open_journey
from congvu.sites.portal.filing.pages import save
from congvu.sites.portal.procedures.sheet import promise_now


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def receive(request: CitizenRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Ask how the result shall come."""
    journey = open_journey(request, draft_id)
    frame = journey.at("receive")
    chosen = request.POST.get("return_by") or journey.filing.get("return_by") or ReturnBy.ONLINE.value
    address = request.POST.get("return_address", journey.filing.get("return_address") or request.party.address_text)
    errors = []
    if request.method == "POST":
        if chosen not in ReturnBy.values:
            errors.append({"anchor": "return_by", "message": _("Chọn cách nhận kết quả")})
        elif chosen == ReturnBy.POST and not address.strip() and "later" not in request.POST:
            errors.append({"anchor": "return_address", "message": _("Ghi địa chỉ để bưu chính giao kết quả")})
        else:
            save(
                request, journey, answers=journey.answers, page="receive",
                return_by=chosen, return_address=address.strip()[:300],
            )  # fmt: skip
            return redirect("portal:dossiers") if "later" in request.POST else redirect(journey.after("receive"))
    shown = {
        **frame,
        "ways": _ways(journey),
        "chosen": chosen,
        "address": address,
        "agency": journey.agency,
        "errors": errors,
    }
    return render(request, "portal/filing_receive.html", shown, status=422 if errors else 200)


def _ways(journey: Journey) -> list[tuple[str, str]]:
    """Return the ways that the procedure allows."""
    allowed = journey.version.sheet["result"].get("delivery") or ReturnBy.values
    return [(value, str(label)) for value, label in ReturnBy.choices if value in allowed]


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def review(request: CitizenRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Show everything once more, then file it. Sent twice, it is filed once."""
    if request.method == "POST" and form_queries.draft(id=draft_id, owner=request.actor.key) is None:
        filed = Dossier.objects.filter(
            bundle__submitter=request.party, bundle__submission_key=f"draft:{draft_id}"
        ).first()
        if filed is not None:
            return redirect("portal:filed", public_id=filed.public_id)
    journey = open_journey(request, draft_id)
    if request.method != "POST":
        return _show(request, journey, [])
    problems = _lacking(journey)
    if not journey.form_declares and not request.POST.get("truthful"):
        problems.append({"anchor": "truthful", "message": _("Đánh dấu để cam đoan nội dung khai là đúng")})
    if not problems and _fees_changed(request, journey):
        problems.append({"anchor": "", "message": _("Mức phí, lệ phí vừa đổi. Xem lại số tiền rồi nộp lần nữa.")})
    if problems:
        return _show(request, journey, problems)
    try:
        dossier = _submit(request, journey)
    except Declined as refusal:
        return _show(request, journey, [{"anchor": "", "message": str(refusal)}])
    return redirect("portal:filed", public_id=dossier.public_id)


def _submit(request: CitizenRequest, journey: Journey) -> Dossier:
    now = timezone.now()
    papers = [
        dossiers.PaperIn(code=paper.code, file_use=str(use.pk), file_owner=journey.papers_owner)
        for paper in journey.asked_papers()
        for use in paper.held
    ] + [
        dossiers.PaperIn(code=paper.code, vault_id=str(one.public_id))
        for paper in journey.asked_papers()
        for one in paper.chosen
    ]
    dossier = dossiers.submit(
        version_id=journey.version.pk,
        agency_id=journey.filing["agency_id"],
        owner_id=journey.mandate.owner_id if journey.mandate else request.party.pk,
        submitter_id=request.party.pk,
        mandate_id=journey.mandate.pk if journey.mandate else None,
        values=journey.answers,
        values_owner=journey.owner,
        papers=papers,
        return_by=journey.return_by,
        return_address=journey.return_address if journey.return_by == ReturnBy.POST else "",
        submission_key=request.POST.get("key") or f"draft:{journey.draft.pk}",
        by=request.actor,
        at=now,
    )
    forms.discard_draft(draft_id=journey.draft.pk, owner=request.actor.key, filed=True, by=request.actor, at=now)
    return dossier


def _lacking(journey: Journey) -> list[dict[str, str]]:
    """Return what still has to be mended, each with the way to its page."""
    outcome = journey.form.clean(journey.answers, context=journey.context)
    found = [
        {"href": journey.to("filing_page", page=error.page) + f"#{error.anchor}", "message": error.message}
        for error in outcome.errors
    ]
    if journey.agency is None:
        found.append({"href": journey.to("filing_agency"), "message": _("Chọn cơ quan giải quyết hồ sơ")})
    broken = catalogue.broken_conditions(version=journey.version, answers=outcome.values, on=timezone.localdate())
    found += [{"anchor": "", "message": words} for words in broken]
    return found + [
        {"href": journey.to("filing_papers"), "message": _lacking_words(paper)}
        for paper in journey.asked_papers()
        if paper.lapsed or (paper.required and not paper.is_given)
    ]


def _lacking_words(paper: PaperAsked) -> str:
    if paper.lapsed:
        return _("Chọn lại %(name)s: giấy tờ đã chọn trong kho không còn dùng được") % {"name": paper.name}
    return _("Tải lên %(name)s") % {"name": paper.name}


def _fees(request: CitizenRequest, journey: Journey, values: Mapping[str, Any]) -> list[catalogue.Fee]:
    """Return the fees as they will be charged; none while the answers do not tell how much."""
    day = timezone.localdate()
    try:
        return catalogue.fees_due(
            version=journey.version,
            answers=values,
            on=day,
            level=catalogue.level_of(party_id=request.party.pk, on=day),
        )
    except catalogue.FeeUnclear:
        return []


def _fees_changed(request: CitizenRequest, journey: Journey) -> bool:
    """Tell whether other fees fall due now than those shown when the page was opened."""
    shown = request.POST.get("fees_shown", "")
    values = journey.form.clean(journey.answers, context=journey.context).values
    return bool(shown) and shown != str(sum(fee.amount for fee in _fees(request, journey, values)))


def _by_page(journey: Journey, lacking: list[dict[str, str]]) -> list[dict[str, object]]:
    """Return what is lacking as a word for each page; the places come when one tries to file."""
    found: dict[str, dict[str, object]] = {}
    for item in lacking:
        address = item.get("href", "").split("#")[0]
        step = next((step for step in journey.steps if step.address == address), None)
        row = found.setdefault(address, {"href": address, "title": step.title if step else item["message"], "n": 0})
        row["n"] = int(str(row["n"])) + 1
    return list(found.values())


def _show(request: CitizenRequest, journey: Journey, errors: list[dict[str, str]]) -> HttpResponse:
    outcome = journey.form.clean(journey.answers, context=journey.context)
    fees = _fees(request, journey, outcome.values)
    sections = [
        (section, journey.to("filing_page", page=section.page) if section.page else "")
        for section in journey.form.summary(outcome.values)
    ]
    shown = {
        **journey.at("review"),
        "sections": sections,
        "lacking": _by_page(journey, _lacking(journey)),
        "papers": journey.asked_papers() if journey.asks_papers else [],
        "agency": journey.agency,
        "return_by": ReturnBy(journey.return_by).label,
        "return_address": journey.return_address if journey.return_by == ReturnBy.POST else "",
        "promise_limit": catalogue.words(journey.version.limit_row("", outcome.values)["words"]),
        "promise": promise_now(journey.version, timezone.now(), outcome.values),
        "fees": fees,
        "fees_shown": sum(fee.amount for fee in fees),
        "errors": errors,
        "key": f"draft:{journey.draft.pk}",
    }
    return render(request, "portal/filing_review.html", shown, status=422 if errors else 200)


@require_safe
@mine
def filed(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Acknowledge: the code, its QR, what happens next."""
    address = settings.PUBLIC_URL + reverse("portal:tracked", kwargs={"code": dossier.code})
    qr = segno.make(address, micro=False, error="m").svg_inline(svgclass=None, lineclass=None, omitsize=True, border=1)
    return render(
        request,
        "portal/filed.html",
        {"here": "dossiers", "dossier": dossier, "qr": mark_safe(qr), "address": address, **money(dossier)},  # noqa: S308
    )


@require_safe
@citizen_only
def resume(request: CitizenRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Go on where the draft was left."""
    journey = open_journey(request, draft_id)
    left = next((step for step in journey.steps if step.code == journey.draft.page), journey.steps[0])
    return redirect(left.address)


@require_POST
@citizen_only
def discard(request: CitizenRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    try:
        forms.discard_draft(draft_id=draft_id, owner=request.actor.key, by=request.actor, at=timezone.now())
        messages.success(request, _("Đã bỏ bản nháp."))
    except Declined as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:dossiers")
