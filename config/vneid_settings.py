"""Settings of the VNeID sandbox: a process, tables, cookies and a key of its own."""

from typing import cast

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured

from config.settings import *  # noqa: F403
from config.settings import CSRF_TRUSTED_ORIGINS, DATABASES, DEMO, PORT, VAR, VNEID_URL, env

if not DEMO:
    raise ImproperlyConfigured("The VNeID sandbox runs in the demo only.")


def _kept_key() -> str:
    kept = VAR / "vneid_key.pem"
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
ROOT_URLCONF = "congvu.connectors.vneid.sandbox"
OWN_DATABASE = env("VNEID_DATABASE", "")
OWN_SCHEMA = "" if OWN_DATABASE else "vneid"
"""A schema in the platform's database, which its owner may make on any server; or a database of its own, when named."""
OPTIONS = cast(dict[str, object], DATABASES["default"]["OPTIONS"])
DATABASES = {
    "default": {**DATABASES["default"], "OPTIONS": {**OPTIONS, "options": f"-c search_path={OWN_SCHEMA}"}}
    if OWN_SCHEMA
    else {**DATABASES["default"], "NAME": OWN_DATABASE}
}
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
IDP_OIDC_ADAPTER = "congvu.connectors.vneid.sandbox.SandboxAdapter"
IDP_OIDC_PRIVATE_KEY = _kept_key()
VNEID_CLIENT = {
    "id": "congvu",
    "secret": "sandbox",
    "redirect_uris": [f"http://{host}:{PORT}/vao/vneid/ve/" for host in ("localhost", "127.0.0.1")],
}
