"""What came by e-mail, for its receiver: the files once more, and the word that it arrived."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from congvu.documents import operations, queries
from congvu.files import queries as files
from congvu.kit.errors import Declined


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mailed(request: HttpRequest, token: uuid.UUID) -> HttpResponseBase:
    """Show the document of a letter and its files; the receiver says that it arrived."""
    try:
        found = operations.opened_mailing(token=token)
    except operations.DocumentUnknown:
        return render(request, "portal/missing.html", status=404)
    refusal = ""
    if request.method == "POST":
        try:
            operations.acknowledge(token=token, who=request.POST.get("ho_ten", ""), at=timezone.now())
        except Declined as problem:
            refusal = str(problem)
        else:
            messages.success(request, _("Đã báo cho nơi gửi."))
            return redirect("portal:mailed", token)
    document = found.delivery.document
    is_back = operations.is_taken_back(found)
    shown = {
        "mailing": found,
        "document": document,
        "files": [] if is_back else queries.files_going(document),
        "is_back": is_back,
        "errors": [{"anchor": "ho-ten", "message": refusal}] if refusal else [],
        "typed": request.POST.get("ho_ten", ""),
    }
    return render(request, "portal/mailed.html", shown, status=422 if refusal else 200)


@never_cache
@require_safe
def file(request: HttpRequest, token: uuid.UUID, use_id: uuid.UUID) -> HttpResponseBase:
    """Send one file of the letter; each time is kept."""
    try:
        use = operations.open_mailed_file(token=token, use_id=use_id, at=timezone.now())
        content = files.open_use(use)
    except (operations.DocumentUnknown, files.FileMissing):
        return render(request, "portal/missing.html", status=404)
    return FileResponse(content, as_attachment=True, filename=use.name, content_type=use.mime)
