"""Settings of the sandbox that plays the province's log-in for officials: all of it its own."""

from config.settings import CSRF_TRUSTED_ORIGINS as _TRUSTED
from config.settings import PORT, STAFF_OIDC_URL, env
from config.vneid_settings import *  # noqa: F403
from config.vneid_settings import kept_key, own_database
from congvu.accounts.hooks.invented import Sandbox

INSTALLED_APPS = [
    name.replace("connectors.vneid", "connectors.staff_login")
    for name in INSTALLED_APPS  # noqa: F405
]
DATABASES = {"default": own_database(env("STAFF_DATABASE", ""), "staff_login")}
SESSION_COOKIE_NAME = "staff_login_session"
CSRF_COOKIE_NAME = "staff_login_csrf"
CSRF_TRUSTED_ORIGINS = [*_TRUSTED, STAFF_OIDC_URL]
IDP_OIDC_PRIVATE_KEY = kept_key("staff_login_key.pem")
SANDBOX = Sandbox(
    slug="staff",
    issuer=STAFF_OIDC_URL,
    personas="congvu.connectors.staff_login.personas.PERSONAS",
    template="staff_login/choose.html",
    schema="" if env("STAFF_DATABASE", "") else "staff_login",
    client_id="congvu",
    secret="sandbox",  # noqa: S106
    scopes=("openid", "staff"),
    redirect_uris=tuple(f"http://{host}:{PORT}/staff/oidc/ve/" for host in ("localhost", "127.0.0.1")),
)
