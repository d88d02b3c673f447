"""Settings of the VNeID sandbox: a process, tables, cookies and a key of its own."""

from typing import cast

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured

from config import settings
from config.settings import *  # noqa: F403
from config.settings import CSRF_TRUSTED_ORIGINS, DEMO, PORT, VAR, VNEID_URL, env
from congvu.accounts.hooks.invented import Sandbox

if not DEMO:
    raise ImproperlyConfigured("The VNeID sandbox runs in the demo only.")


def own_database(name: str, schema: str) -> dict[str, object]:
    """Return a database of the sandbox's own, when named; else a schema in the platform's, which its owner may make."""
    if name:
        return {**settings.DATABASES["default"], "NAME": name}
    options = cast(dict[str, object], settings.DATABASES["default"]["OPTIONS"])
    return {**settings.DATABASES["default"], "OPTIONS": {**options, "options": f"-c search_path={schema}"}}


def kept_key(name: str) -> str:
    """Return the provider's own signing key, made at the first start."""
    kept = VAR / name
    if not kept.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        fresh = kept.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        fresh.rename(kept)
    return kept.read_text()


INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
    "congvu.kit",
    "congvu.connectors.vneid",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "congvu.kit.security.ContentSecurityPolicy",
]
ROOT_URLCONF = "congvu.accounts.hooks.sandbox"
DATABASES = {"default": own_database(env("VNEID_DATABASE", ""), "vneid")}
AUTH_USER_MODEL = "auth.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ACCOUNT_ADAPTER = "allauth.account.adapter.DefaultAccountAdapter"
SESSION_COOKIE_NAME = "vneid_session"
CSRF_COOKIE_NAME = "vneid_csrf"
CSRF_TRUSTED_ORIGINS = [*CSRF_TRUSTED_ORIGINS, VNEID_URL]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
IDP_OIDC_ADAPTER = "congvu.accounts.hooks.sandbox.SandboxAdapter"
IDP_OIDC_PRIVATE_KEY = kept_key("vneid_key.pem")
SANDBOX = Sandbox(
    slug="vneid",
    issuer=VNEID_URL,
    personas="congvu.connectors.vneid.personas.PERSONAS",
    template="vneid/choose.html",
    schema="" if env("VNEID_DATABASE", "") else "vneid",
    client_id="congvu",
    secret="sandbox",  # noqa: S106
    scopes=("openid", "vneid"),
    redirect_uris=tuple(f"http://{host}:{PORT}/vao/vneid/ve/" for host in ("localhost", "127.0.0.1")),
)
