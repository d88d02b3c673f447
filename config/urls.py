"""Addresses: each site under its own root."""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from config.plugins import addresses

urlpatterns = [
    path("", include("congvu.sites.portal.urls")),
    path("desk/", include("congvu.sites.desk.urls")),
    path("control/", include("congvu.sites.control.urls")),
    path("api/v1/", include("congvu.sites.api.urls")),
    path("", include("congvu.accounts.urls")),
    *addresses(),
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
]
