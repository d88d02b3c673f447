"""The OpenID Connect client of every identity connector: code flow with PKCE and nonce; we check the ID token.

django-allauth trusts the token because it came over TLS, and sends no nonce; for the identity of a person that is not
enough. A connector says its name, where to come back to, and what the claims mean.
"""

import hmac
import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from congvu.accounts.hooks import Identity, OfficialIdentity
from congvu.kit.errors import Declined

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""Never taken from the token's own header, and never a symmetric one."""
LEEWAY = 30
"""Seconds by which two clocks may differ."""


class TokenExpired(OAuth2Error):
    """The ID token came too late."""

    expired = True


def verified_claims(token: str, *, keys: dict[str, Any], issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """Return the claims of an ID token after checking it (OpenID Connect Core 3.1.3.7).

    :param keys: the issuer's JWK set
    :raises OAuth2Error: signature, issuer, audience, times or nonce are wrong, or the token was used before
    """
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = next((key for key in jwt.PyJWKSet.from_dict(keys).keys if key.key_id == kid), None)
        if key is None:
            raise OAuth2Error("unknown signing key")
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key.key,
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.ExpiredSignatureError as late:
        raise TokenExpired("expired id_token") from late
    except jwt.PyJWTError as wrong:
        raise OAuth2Error("invalid id_token") from wrong
    if not nonce or not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
        raise OAuth2Error("nonce does not match")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
        raise OAuth2Error("token is for another party")
    jwtkit.verify_jti(claims)
    return claims


class OpenIdClient(OpenIDConnectOAuth2Adapter):
    """Talks to a provider during one log-in."""

    slug: ClassVar[str]
    """``provider_id`` of the app in the settings."""
    callback: ClassVar[str]
    """Name of the address that the provider sends back to."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, self.slug)
        self.nonce = ""

    def identity(self, claims: Mapping[str, Any]) -> Identity | OfficialIdentity:
        """Read the claims of a checked ID token.

        :raises Refusal: something that we need is missing
        """
        raise NotImplementedError

    def get_provider(self) -> "OpenIdProvider":
        """Return our provider, which sends a nonce."""
        app = get_adapter().get_app(self.request, provider=self.slug)
        provider = OpenIdProvider(self.request, app=app)
        provider.client = type(self)
        return provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return where the provider sends back to."""
        return request.build_absolute_uri(reverse(self.callback))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: object, **kwargs: Any) -> Any:
        """Return the log-in with the identity read from the checked ID token."""
        claims = self._decode_id_token(app, kwargs["response"].get("id_token") or "")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": {"sub": claims["sub"]}})
        login.account.extra_data = {}
        try:
            login.identity = self.identity(claims)
        except Declined as missing:
            raise OAuth2Error(str(missing)) from missing
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Check the token against the keys of the very issuer in the settings, whoever answered (mix-up)."""
        issuer = str(self.openid_config["issuer"])
        if issuer.rstrip("/") != str(app.settings["server_url"]).rstrip("/"):
            raise OAuth2Error("answer of another issuer")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        return verified_claims(id_token, keys=answer.json(), issuer=issuer, client_id=app.client_id, nonce=self.nonce)


class OpenIdProvider(OpenIDConnectProvider):
    """Starts a log-in."""

    client: type[OpenIdClient]
    pkce_enabled_default = True

    def serialize(self) -> dict[str, Any]:
        """Name the provider so that it is found again while a log-in waits for its second factor."""
        return {**super().serialize(), "id": self.client.slug}

    def get_oauth2_adapter(self, request: HttpRequest) -> OpenIdClient:
        """Return the connector's own client."""
        return self.client(request)

    def redirect_from_request(self, request: HttpRequest) -> HttpResponse:
        """Send the visitor there with a nonce that only this session knows; nothing of the query is passed on."""
        nonce = secrets.token_urlsafe(24)
        asked = self.get_redirect_from_request_kwargs(request)
        return self.redirect(
            request,
            "login",
            next_url=asked.get("next_url"),
            auth_params={**self.get_auth_params(), "nonce": nonce},
            nonce=nonce,
        )

    def get_callback_url(self) -> str:
        """Return the path the provider sends back to."""
        return reverse(self.client.callback)


class Callback(OAuth2CallbackView):
    """Receives the one who comes back."""

    def _get_state(self, request: HttpRequest, provider: OpenIdProvider) -> Any:
        state, answer = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state.get("nonce", "")
        return state, answer
