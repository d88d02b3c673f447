"""Pages between us and VNeID."""

import logging

from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from requests import RequestException

from congvu.accounts.hooks.openid import Callback
from congvu.connectors.vneid.client import VneidClient

log = logging.getLogger(__name__)


@require_GET
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Send the citizen to VNeID."""
    if not settings.VNEID_URL:
        return _unavailable(request, _("Tỉnh chưa nối với VNeID. Hãy nộp hồ sơ trực tiếp tại Bộ phận Một cửa."))
    try:
        return VneidClient(request).get_provider().redirect_from_request(request)
    except (RequestException, ValueError, KeyError, SocialApp.DoesNotExist) as failure:
        log.warning("VNeID does not answer: %s", failure)
        return _unavailable(request, _("VNeID chưa trả lời. Hãy thử lại sau ít phút; dữ liệu đã nhập vẫn được giữ."))


@require_GET
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """Take in the citizen who comes back from VNeID."""
    return Callback.adapter_view(VneidClient(request))(request)


def _unavailable(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "socialaccount/authentication_error.html", {"reason": reason}, status=503)
