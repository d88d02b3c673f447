"""Addresses of the api site."""

from django.urls import URLPattern, URLResolver, path

from congvu.sites.api import pages
from congvu.sites.api.doors import api, unknown
from congvu.sites.api.language import all_spoken, spoken

calls, app, space = api.urls
app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.documentation, name="documentation"),
    path("", (all_spoken(calls), app, space)),
    path("<path:rest>", spoken(unknown), name="unknown"),
]
