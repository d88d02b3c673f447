"""Following a petition by its code: where it is, what was asked, the answer. Who has the code is the sender."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congvu.dossiers import operations as dossiers
from congvu.feedback import operations, queries
from congvu.feedback.models import Petition
from congvu.files import queries as files
from congvu.kit.errors import Declined
from congvu.sites.portal.doors import address_of
from congvu.sites.portal.dossiers.rating import scores
from congvu.sites.portal.petitions.sending import take_files, who


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code."""
    code = request.GET.get("ma", "").strip().upper().replace("/", "")
    if code:
        return redirect("portal:petition_follow", code[:20])
    return render(request, "portal/petition_ask.html", {"here": "petitions"})


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, follow_code: str) -> HttpResponse:
    """Show a petition to its sender; say more, take it back, or judge the answer."""
    if wait := dossiers.count_lookup(address=address_of(request)):
        words = _("Bạn tra cứu quá nhiều lần. Chờ %(wait)s giây rồi tra lại.") % {"wait": wait}
        return _not_shown(request, follow_code, words, status=429)
    petition = queries.petition_by_code(follow_code)
    if petition is None:
        return _not_shown(request, follow_code, str(operations.PetitionUnknown()), status=404)
    if request.method != "POST":
        return _show(request, petition)
    try:
        done = _do(request, petition.follow_code)
    except Declined as refusal:
        return _show(request, petition, refusal=refusal)
    messages.success(request, done)
    return redirect("portal:petition_follow", petition.follow_code)


def _do(request: HttpRequest, code: str) -> str:
    by, _party = who(request)
    deed, now = request.POST.get("deed", ""), timezone.now()
    if deed == "withdraw":
        operations.withdraw_petition(follow_code=code, by=by, at=now)
        return _("Đã rút phản ánh.")
    if deed == "rate":
        score = request.POST.get("score", "")
        operations.rate_answer(follow_code=code, score=int(score) if score in set("12345") else 0, by=by, at=now)
        return _("Cảm ơn bạn. Ý kiến của bạn chỉ được cộng vào số liệu chung.")
    text = request.POST.get("text", "")
    operations.complete_petition(follow_code=code, text=text, uses=take_files(request, by=by), by=by, at=now)
    return _("Đã gửi thêm cho cơ quan.")


def _show(request: HttpRequest, petition: Petition, *, refusal: Declined | None = None) -> HttpResponse:
    anchor = "diem-5" if request.POST.get("deed") == "rate" else getattr(refusal, "field", "text")
    shown = {
        "here": "petitions",
        "petition": petition,
        "events": queries.steps_of(petition),
        "uses": files.uses(petition.subject),
        "may_complete": petition.state == Petition.State.ASKED,
        "may_withdraw": petition.state in queries.OPEN,
        "scores": scores() if petition.answered_at else [],
        "errors": [{"anchor": anchor, "message": str(refusal)}] if refusal else [],
    }
    answer = render(request, "portal/petition.html", shown, status=422 if refusal else 200)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _not_shown(request: HttpRequest, code: str, words: str, *, status: int) -> HttpResponse:
    told = {"here": "petitions", "code": code[:20], "errors": [{"anchor": "ma", "message": words}]}
    return render(request, "portal/petition_ask.html", told, status=status)
