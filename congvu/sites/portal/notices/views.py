"""Public notices: what hangs now, and one of them; whose time is over is gone."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.dossiers import queries as dossiers


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List what hangs now, the newest first."""
    page = dossiers.hanging(after=request.GET.get("sau"))
    return render(request, "portal/notices.html", {"here": "notices", "page": page})


@require_safe
def notice(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one notice with nothing but what its sheet lets be shown."""
    found = dossiers.hanging_notice(public_id=public_id)
    if found is None:
        raise Http404(_("Thông báo này không còn niêm yết."))
    return render(request, "portal/notice.html", {"here": "notices", "notice": found})
