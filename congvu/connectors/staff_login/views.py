"""Pages between us and the province's provider."""

import logging

from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from requests import RequestException

from congvu.accounts.hooks.openid import Callback
from congvu.connectors.staff_login.client import StaffClient

log = logging.getLogger(__name__)


@require_GET
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Send the official to the provider."""
    if not settings.STAFF_OIDC_URL:
        return _unavailable(request, _("Tỉnh chưa nối hệ thống đăng nhập riêng. Hãy đăng nhập bằng mật khẩu."))
    try:
        return StaffClient(request).get_provider().redirect_from_request(request)
    except (RequestException, ValueError, KeyError, SocialApp.DoesNotExist) as failure:
        log.warning("The staff provider does not answer: %s", failure)
        words = _("%(name)s chưa trả lời. Hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.")
        return _unavailable(request, words % {"name": settings.STAFF_OIDC_NAME})


@require_GET
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """Let in the official who comes back."""
    if request.GET.get("error") == "access_denied":
        messages.info(request, _("Bạn đã dừng đăng nhập."))
        return redirect("account_login")
    answer: HttpResponse = Callback.adapter_view(StaffClient(request))(request)
    return answer


def _unavailable(request: HttpRequest, reason: str) -> HttpResponse:
    context = {"reason": reason, "staff": True}
    return render(request, "socialaccount/authentication_error.html", context, status=503)
