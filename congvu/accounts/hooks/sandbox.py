"""A real OpenID Connect provider with invented people, for connectors whose true provider the demo has not.

It runs as a process of its own, with settings, database, key and cookies of its own (``config/*_settings.py``), where
``SANDBOX`` says what it is. The platform itself never imports this file: its database has none of these tables.
"""

import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_protect

from congvu.accounts.hooks.invented import Persona, Sandbox

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""Without ``form-action``: the choice of a person ends, by redirects, at the portal's own address."""


def _sandbox() -> Sandbox:
    found: Sandbox = getattr(settings, "SANDBOX")  # noqa: B009  only settings of sandboxes have it
    return found


def _personas() -> dict[str, Persona]:
    return {persona.key: persona for persona in import_string(_sandbox().personas)}


class SandboxAdapter(DefaultOIDCAdapter):
    """Says about a person what the true provider would say."""

    def get_issuer(self) -> str:
        """Return one name of the issuer, whichever host was asked."""
        return _sandbox().issuer

    def get_user_sub(self, client: object, user: Any) -> str:
        """Return a key that outlives a rebuilt database."""
        return f"{_sandbox().slug}-{user.get_username()}"

    def get_user_by_sub(self, client: object, sub: str) -> Any:
        """Return who has this key."""
        return get_user_model().objects.filter(username=sub.removeprefix(f"{_sandbox().slug}-")).first()

    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, email: Any = None, **more: Any) -> Any:
        """Return the claims of the chosen person."""
        claims = super().get_claims(purpose, user, client, scopes, email=email, **more)
        persona = _personas().get(user.username)
        if persona and _sandbox().slug in scopes:
            claims.update(persona.claims)
            if persona.late and purpose == "id_token":
                claims["exp"] = int(time.time()) - 3600
        return claims


@csrf_protect
def choose(request: HttpRequest) -> HttpResponse:
    """Let the visitor be one of the invented people; the true provider asks for a face, a key or a code here."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = ""
    persona = _personas().get(request.POST.get("persona", ""))
    if request.method == "POST" and target and persona:
        user, _made = get_user_model().objects.get_or_create(username=persona.key)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(target)
    context = {"personas": _personas().values(), "next": target, "refusal": _refusal(target)}
    page = render(request, _sandbox().template, context)
    page["Content-Security-Policy"] = POLICY
    return page


def _refusal(target: str) -> str:
    """Return where a visitor goes who does not want to log in, when the client's address is one of ours."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(target).query).items()}
    back = asked.get("redirect_uri", "")
    if back not in _sandbox().redirect_uris:
        return ""
    return f"{back}?{urlencode({'error': 'access_denied', 'state': asked.get('state', '')})}"


def prepare() -> None:
    """Make the sandbox's own schema or database, its tables, people and one client; may be run again."""
    from allauth.idp.oidc.models import Client  # noqa: PLC0415  its app lives in the sandbox alone

    known = _sandbox()
    if known.schema:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{known.schema}"')
    else:
        _ensure_database(connection.settings_dict["NAME"])
    call_command("migrate", verbosity=0, interactive=False)
    for key in _personas():
        get_user_model().objects.get_or_create(username=key)
    client = Client.objects.filter(id=known.client_id).first() or Client(id=known.client_id, name="Công Vụ")
    client.secret, client.skip_consent = make_password(known.secret), True
    client.set_scopes(list(known.scopes))
    client.set_redirect_uris(list(known.redirect_uris))
    client.save()


def _ensure_database(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}"')


urlpatterns = [
    path("chon/", choose, name="account_login"),
    path("chon-lai/", choose, name="account_reauthenticate"),
    path("", include("allauth.idp.urls")),
]
