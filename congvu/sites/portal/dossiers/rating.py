"""Rating a returned dossier."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.dossiers.models import Dossier
from congvu.feedback import operations as feedback
from congvu.feedback import queries as feedback_queries
from congvu.kit.errors import Declined
from congvu.sites.portal.doors import CitizenRequest
from congvu.sites.portal.dossiers.views import mine


def scores() -> list[tuple[int, str]]:
    """Return the scores with their words, best first."""
    return [(score, str(words)) for score, words in feedback_queries.LEVELS.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@mine
def rate(request: CitizenRequest, dossier: Dossier) -> HttpResponse:
    """Ask how it was; the answer is shown only in sums."""
    if not feedback_queries.is_open(dossier_id=dossier.pk):
        raise Http404
    shown = {"here": "dossiers", "dossier": dossier, "scores": scores()}
    rating = feedback_queries.rating_of(dossier_id=dossier.pk)
    if request.method != "POST":
        given = {"score": rating.score, "comment": rating.comment} if rating else {}
        return render(request, "portal/rate.html", {**shown, **given})
    sent, comment = request.POST.get("score", ""), request.POST.get("comment", "")
    try:
        feedback.rate(
            dossier_id=dossier.pk,
            score=int(sent) if sent.isdecimal() else 0,
            comment=comment,
            by=request.actor,
            at=timezone.now(),
        )
    except Declined as refusal:
        errors = [{"anchor": "diem-5", "message": str(refusal)}]
        return render(request, "portal/rate.html", {**shown, "comment": comment, "errors": errors}, status=422)
    messages.success(request, _("Cảm ơn bạn. Ý kiến của bạn chỉ được cộng vào số liệu chung."))
    return redirect("portal:dossier", public_id=dossier.public_id)
