"""Addresses of the portal, in Vietnamese without marks."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "portal"
_parts = (
    "start",
    "procedures",
    "filing",
    "hall",
    "dossiers",
    "lookup",
    "notices",
    "vault",
    "verification",
    "mailed",
    "inbox",
    "reach",
    "access",
    "own",
    "statistics",
    "petitions",
    "surveys",
)
urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"congvu.sites.portal.{part}.urls")) for part in _parts]
