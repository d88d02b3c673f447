"""Addresses of the api site."""

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

from congvu.sites.api import pages
from congvu.sites.api.doors import api, unknown
from congvu.sites.api.guard import all_guarded
from congvu.sites.api.language import spoken

calls, app, space = api.urls
app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.entrance, name="entrance"),
    path("docs", pages.documentation, name="documentation"),
    path("", (all_guarded(calls), app, space)),
    path("<path:rest>", spoken(csrf_exempt(unknown)), name="unknown"),
]
