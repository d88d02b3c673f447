"""Look-up by code: code and degree of completion, nothing else (TT 01/2018 Đ.16.2d)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers


@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask for a code."""
    code = request.GET.get("ma", "").strip().upper().replace("/", "")
    if code:
        return redirect("portal:tracked", code=code)
    return render(request, "portal/lookup.html", {"here": "lookup"})


@require_safe
def tracked(request: HttpRequest, code: str) -> HttpResponse:
    """Tell how far the dossier with this code is."""
    if wait := operations.count_lookup(address=request.META.get("REMOTE_ADDR", "")):
        words = _("Bạn tra cứu quá nhiều lần. Chờ %(wait)s giây rồi tra lại.") % {"wait": wait}
        told = {"here": "lookup", "code": code[:80], "errors": [{"anchor": "ma", "message": words}]}
        answer = render(request, "portal/lookup.html", told, status=429)
        answer["Retry-After"] = str(wait)
        return answer
    found = dossiers.public_lookup(code=code)
    if found is None:
        message = _("Không có hồ sơ nào mang mã %(code)s. Hãy xem lại mã trên giấy tiếp nhận.") % {"code": code[:80]}
        told = {"here": "lookup", "code": code[:80], "errors": [{"anchor": "ma", "message": message}]}
        return render(request, "portal/lookup.html", told, status=404)
    known, degree = found
    stages = [_("Đã nộp"), _("Đã tiếp nhận"), _("Đang giải quyết"), _("Có kết quả"), _("Đã kết thúc")]
    marks = [
        ("is-done" if at < degree else "is-now" if at == degree else "", word) for at, word in enumerate(stages, 1)
    ]
    shown: dict[str, object] = {
        "here": "lookup",
        "code": known,
        "degree": degree,
        "word": stages[degree - 1],
        "marks": marks,
    }
    return render(request, "portal/tracked.html", shown)
