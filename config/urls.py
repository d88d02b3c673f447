"""Addresses: each site under its own root."""

from django.urls import include, path

urlpatterns = [
    path("", include("congvu.sites.portal.urls")),
    path("desk/", include("congvu.sites.desk.urls")),
    path("control/", include("congvu.sites.control.urls")),
    path("api/v1/", include("congvu.sites.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
