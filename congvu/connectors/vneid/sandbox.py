"""The sandbox: VNeID as the demo plays it, a real OpenID Connect provider with invented people.

It runs as a process of its own (config/vneid_settings.py). The platform never imports this file: its database has
none of the provider's tables.
"""

import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_protect

from congvu.connectors.vneid.personas import BY_KEY, PERSONAS

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""Without ``form-action``: the choice of a person ends, by redirects, at the portal's own address."""


class SandboxAdapter(DefaultOIDCAdapter):
    """Says about a person what VNeID would say."""

    def get_issuer(self) -> str:
        """Return one name of the issuer, whichever host was asked."""
        return str(settings.VNEID_URL)

    def get_user_sub(self, client: object, user: Any) -> str:
        """Return a key that outlives a rebuilt database."""
        return f"vneid-{user.get_username()}"

    def get_user_by_sub(self, client: object, sub: str) -> Any:
        """Return who has this key."""
        return get_user_model().objects.filter(username=sub.removeprefix("vneid-")).first()

    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, email: Any = None, **more: Any) -> Any:
        """Return the claims of the chosen person."""
        claims = super().get_claims(purpose, user, client, scopes, email=email, **more)
        persona = BY_KEY.get(user.username)
        if persona and "vneid" in scopes:
            claims.update(persona.claims)
            if persona.late and purpose == "id_token":
                claims["exp"] = int(time.time()) - 3600
        return claims


@csrf_protect
def choose(request: HttpRequest) -> HttpResponse:
    """Let the visitor be one of the invented people; the real VNeID asks for a face or a code here."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = ""
    persona = BY_KEY.get(request.POST.get("persona", ""))
    if request.method == "POST" and target and persona:
        user, _made = get_user_model().objects.get_or_create(username=persona.key)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(target)
    page = render(request, "vneid/choose.html", {"personas": PERSONAS, "next": target, "refusal": _refusal(target)})
    page["Content-Security-Policy"] = POLICY
    return page


def _refusal(target: str) -> str:
    """Return where a visitor goes who does not want to log in, when the client's address is one of ours."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(target).query).items()}
    back = asked.get("redirect_uri", "")
    if back not in getattr(settings, "VNEID_CLIENT", {})["redirect_uris"]:
        return ""
    return f"{back}?{urlencode({'error': 'access_denied', 'state': asked.get('state', '')})}"


urlpatterns = [
    path("chon/", choose, name="account_login"),
    path("chon-lai/", choose, name="account_reauthenticate"),
    path("", include("allauth.idp.urls")),
]
