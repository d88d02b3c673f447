"""Addresses: each site under its own root."""

from django.urls import include, path

from config.plugins import addresses

urlpatterns = [
    path("", include("congvu.sites.portal.urls")),
    path("desk/", include("congvu.sites.desk.urls")),
    path("control/", include("congvu.sites.control.urls")),
    path("api/v1/", include("congvu.sites.api.urls")),
    path("", include("congvu.accounts.urls")),
    *addresses(),
    path("i18n/", include("django.conf.urls.i18n")),
]
