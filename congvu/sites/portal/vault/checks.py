"""The check of a signed code: by whoever holds it; keys and status lists for a check without a network."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from congvu.vault import queries

LIST_TYPE = "application/statuslist+cwt"


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take a code, pasted or scanned, and say whether it is genuine and how the paper stands now. Nothing is kept."""
    shown: dict[str, object] = {"here": "verify", "text": "", "lists": queries.signed_lists()}
    if request.method != "POST":
        return render(request, "portal/check_code.html", shown)
    text = request.POST.get("ma", "").strip()[:6000]
    if not text:
        errors = [{"anchor": "ma", "message": _("Dán mã đọc được từ QR của giấy tờ")}]
        return render(request, "portal/check_code.html", {**shown, "errors": errors}, status=422)
    verdict = queries.check(text, at=timezone.now())
    paper = queries.issued(public_id=verdict.code.public_id) if verdict.code else None
    return render(request, "portal/check_code.html", {**shown, "verdict": verdict, "paper": paper, "text": text})


@require_safe
@cache_control(public=True, max_age=3600)
def keys(request: HttpRequest) -> HttpResponse:
    """Publish the public keys (JWKS)."""
    return JsonResponse(queries.key_set(), json_dumps_params={"ensure_ascii": False})


@require_safe
@cache_control(public=True, max_age=300)
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """Publish a signed status list (Token Status List)."""
    found = queries.status_list(number=number) if number < 2**31 else None
    if found is None:
        raise Http404(_("Chưa có danh sách trạng thái này."))
    answer = HttpResponse(bytes(found.token), content_type=LIST_TYPE)
    answer["Last-Modified"] = http_date(found.signed_at.timestamp())
    answer["Content-Disposition"] = f'attachment; filename="trang-thai-{number}.cwt"'
    return answer
