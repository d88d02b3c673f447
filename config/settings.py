"""Settings: each value comes from the environment, with a default that works on a laptop."""

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from config.plugins import discover
from config.postgres import programs
from congvu.kit.hanging import watched
from congvu.kit.losing import done_again

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("CONGVU_VAR", ROOT / "var"))


TRAINING = os.environ.get("CONGVU_TRAINING", "0") in {"1", "true", "yes"}
"""A copy to train on: invented people, a mark on every page and paper, and no way outside (``make training``)."""
OUTSIDE = (
    *("SMS_", "ZALO_", "SMTP_", "MAIL_", "PAYMENT_", "POLICE_", "POST_", "SOCIAL_INSURANCE_", "SYNC_", "VNEID_"),
    *("STAFF_OIDC_", "CSC_", "SIGNING_", "PKCS11_", "PKCS12_", "S3_", "MAILBOX_"),
)
"""How the names of settings begin that lead outside or to keys: a copy to train on does not read them."""


def secret(name: str) -> str | None:
    """Return a secret that systemd laid before this process alone (``LoadCredentialEncrypted=``), None without one."""
    with contextlib.suppress(OSError):
        return Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nowhere"), name).read_text().strip()
    return None


def env(name: str, default: str = "") -> str:
    """Return the value of ``CONGVU_<name>``: a credential of systemd's goes before the environment."""
    if TRAINING and name.startswith(OUTSIDE):
        return default
    known = secret(f"CONGVU_{name}")
    return os.environ.get(f"CONGVU_{name}", default) if known is None else known


def object_storage(bucket: str) -> dict[str, object]:
    """Return the storage of a bucket on any server that speaks S3; nothing in it can be read without a key."""
    options = {
        "bucket_name": bucket,
        "endpoint_url": env("S3_ENDPOINT") or None,
        "region_name": env("S3_REGION") or None,
        "access_key": env("S3_ACCESS_KEY") or None,
        "secret_key": env("S3_SECRET_KEY") or None,
        "addressing_style": env("S3_ADDRESSING", "path"),
        "default_acl": None,
        "file_overwrite": True,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def flag(name: str, default: bool = False) -> bool:
    """Return the environment's value of ``CONGVU_<name>`` as yes or no."""
    return env(name, "1" if default else "0") in {"1", "true", "yes"}


def _kept_secret() -> str:
    kept = VAR / "secret_key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        fresh = VAR / f"secret_key.{os.getpid()}"  # half a file is never taken for the key, and the first one wins
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as sink:
            sink.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, kept)
        fresh.unlink()
    return kept.read_text()


# 1. Mode
DEMO = TRAINING or flag("DEMO", default=True)
"""Invented people, sandboxes and demo keys. A province sets CONGVU_DEMO=0."""
DEBUG = False
SECRET_KEY = env("SECRET_KEY") or _kept_secret()
PORT = int(env("PORT", "8000"))
PUBLIC_URL = env("PUBLIC_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = env("HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
PROFILE = ROOT / "profiles" / env("PROFILE", "haiphong")
PROVINCE = env("PROVINCE", "Thành phố Hải Phòng")
"""The name under the mark on every page."""

# 2. Applications
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "congvu.kit",
    "congvu.audit",
    "congvu.places",
    "congvu.people",
    "congvu.accounts",
    "congvu.files",
    "congvu.workdays",
    "congvu.numbering",
    "congvu.printing",
    "congvu.ocr",
    "congvu.forms",
    "congvu.notices",
    "congvu.signing",
    "congvu.staffing",
    "congvu.processes",
    "congvu.catalogue",
    "congvu.exchange",
    "congvu.queueing",
    "congvu.vault",
    "congvu.payments",
    "congvu.delivery",
    "congvu.documents",
    "congvu.assignments",
    "congvu.workfiles",
    "congvu.dossiers",
    "congvu.feedback",
    "congvu.indicators",
    "congvu.rehearsals",
    "congvu.privacy",
    "congvu.simulation",
    "congvu.upkeep",
    "congvu.sites.portal",
    "congvu.sites.desk",
    "congvu.sites.control",
    "congvu.sites.api",
    *discover(),
    # last: our templates of the same name win
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
MIDDLEWARE = [
    *(["congvu.kit.proxy.BehindProxy"] if flag("BEHIND_PROXY") else []),
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "congvu.kit.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "congvu.kit.security.ContentSecurityPolicy",
    "congvu.accounts.middleware.RefusalsNoted",
    "congvu.accounts.middleware.SessionTimes",
    "congvu.accounts.middleware.SecondFactor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["congvu.kit.templatetags.addresses"],
            "libraries": {"i18n": "congvu.kit.templatetags.words"},
        },
    }
]


# 3. Database: DATABASE_URL, or the program's own (see config/postgres.py; manage.py and wsgi.py take the lease)
def database(url: str) -> dict[str, object]:
    """Read ``postgresql://user:password@host:port/name?host=/socket`` into Django's words.

    ``pooling=transaction``: a pooler stands in between that gives a connection for one transaction; nothing outlives
    it then, no cursor of the server either. For the web server alone: jobs and commands need connections to keep.
    """
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    pooled = query.pop("pooling", "session") == "transaction"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
    }


OWN_CLUSTER = VAR / "postgres"
DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///congvu"))}
METRICS_KEY = env("METRICS_KEY")
"""What Prometheus shows at ``/control/so-do/``; empty: there is no such page."""
PG_PROGRAMS = programs
"""Says, when it is asked, where ``pg_dump`` and ``pg_restore`` are looked for first."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# 4. Who comes in
AUTH_USER_MODEL = "accounts.Account"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PUBLIC_URL.startswith("https:")
HOST_ONLY = "__Host-" if SESSION_COOKIE_SECURE else ""
"""Beginning of a cookie's name by which browsers refuse it from any other host, or without TLS."""
SESSION_ENGINE = "congvu.accounts.session_store"
SESSION_COOKIE_NAME = f"{HOST_ONLY}congvu_session"
CSRF_COOKIE_NAME = f"{HOST_ONLY}congvu_csrf"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 10
"""Seconds after which everybody logs in anew, whatever they do."""
SESSION_IDLE_MINUTES = int(env("IDLE_MINUTES", "60"))
"""After so long without a page somebody has left the desk."""
SIGNING_MINUTES = int(env("SIGNING_MINUTES", "120"))
"""Who signs has shown password or second factor within so many minutes."""
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "congvu.accounts.passwords.NotLocal"},
    {"NAME": "congvu.accounts.passwords.NotLeaked"},
]
LEAKED_PASSWORDS = env("LEAKED_PASSWORDS")
"""File of SHA-1 digests of leaked passwords, in order (``pwned-passwords-sha1-ordered-by-hash``); empty: Django's list
of 20,000 alone."""
AUTHENTICATION_BACKENDS = ["congvu.accounts.adapters.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
DEMO_PASSWORD = "hai-phong-1888" if DEMO else ""
ACCOUNT_ADAPTER = "congvu.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/staff/login/"
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip"}
"""Against floods alone: an office of hundreds may share an address. Wrong passwords: congvu/accounts/throttle.py."""
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("BEHIND_PROXY") else 0
SECOND_FACTOR_REQUIRED = True
MFA_ADAPTER = "congvu.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO and PUBLIC_URL.startswith("http://localhost")
MFA_TOTP_TOLERANCE = int(env("TOTP_TOLERANCE", "1" if DEMO else "0"))
"""Steps of 30 seconds by which the clock of a telephone may differ: none, for a code lives 30 seconds (ASVS 6.5.5)."""
SOCIALACCOUNT_ADAPTER = "congvu.accounts.adapters.CitizenAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SIGNING_TSA_URL = env("SIGNING_TSA_URL", "")
"""Time-stamp server (RFC 3161). Empty: signatures stay as they are made (PAdES B-B)."""
SIGNING_SANDBOX_URL = env("SIGNING_SANDBOX_URL", "").rstrip("/") if DEMO else ""
"""Where the demo's time-stamp server and list of revoked certificates answer (``congvu/signing/sandbox.py``)."""
PKCS11_MODULE = env("PKCS11_MODULE", "")
"""Path of the maker's library (.so) of the token or HSM; empty: there is none at this server."""
PKCS11_PIN = env("PKCS11_PIN", "")
PKCS11_POLICY = env("PKCS11_POLICY", "")
"""Under whose certificate policy keys are held in it: named outside the demo, or it signs nothing."""
PKCS12_PASSWORD = env("PKCS12_PASSWORD", "")
"""Of key files (.p12) under ``VAR/keys``; they sign in the demo only."""
SIGNING_AGENT_URL = env("SIGNING_AGENT_URL", "http://127.0.0.1:14741")
"""Where the local agent (folder ``agent/``) listens on each official's own PC."""
CSC_URL = env("CSC_URL", "").rstrip("/")
"""Remote signing service of the certificate authority (CSC API), up to and with ``/csc/v1``; empty: there is none."""
CSC_TOKEN = env("CSC_TOKEN", "")
"""Bearer token of this platform at the service (scope ``service``)."""
CSC_POLICY = env("CSC_POLICY", "")
"""Under whose certificate policy the service holds keys: named outside the demo, or nothing is signed there."""
VNEID_URL = env("VNEID_URL", f"http://localhost:{PORT + 1}" if DEMO else "")
"""Issuer of the citizens' identity; the demo runs its own (config/vneid_settings.py)."""
VNEID_DIGITAL_CLAIM = env("VNEID_DIGITAL_CLAIM", "CongDanSo")
"""Name of the claim by which VNeID says that somebody is a digital citizen (công dân số); see the contract."""
STAFF_OIDC_URL = env("STAFF_OIDC_URL", f"http://localhost:{PORT + 2}" if DEMO else "").rstrip("/")
"""Issuer of the province's own log-in for officials; empty: they have passwords alone. The demo runs its own."""
STAFF_OIDC_CLIENT_ID = env("STAFF_OIDC_CLIENT_ID", "congvu")
STAFF_OIDC_SECRET = env("STAFF_OIDC_SECRET", "sandbox" if DEMO else "")
STAFF_OIDC_NAME = env("STAFF_OIDC_NAME", "tài khoản của tỉnh")
"""How the provider is called on the button of the log-in."""
STAFF_OIDC_SCOPES = env("STAFF_OIDC_SCOPES", "openid staff" if DEMO else "openid profile email").split()
STAFF_OIDC_CODE_CLAIM = env("STAFF_OIDC_CODE_CLAIM", "staff_code")
"""Name of the claim that holds the staff code (mã cán bộ)."""
STAFF_OIDC_ACR = [one for one in env("STAFF_OIDC_ACR", "urn:congvu:hai-lop" if DEMO else "").split(",") if one]
"""Values of ``acr`` by which the provider states that it asked for two factors; ``amr`` "mfa" always counts."""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "vneid",
                "name": "VNeID",
                "client_id": env("VNEID_CLIENT_ID", "congvu"),
                "secret": env("VNEID_SECRET", "sandbox" if DEMO else ""),
                "settings": {
                    "server_url": VNEID_URL,
                    "scope": ["openid", "vneid"],
                    "auth_params": {"prompt": "login"} if DEMO else {},
                },
            },
            {
                "provider_id": "staff",
                "name": STAFF_OIDC_NAME,
                "client_id": STAFF_OIDC_CLIENT_ID,
                "secret": STAFF_OIDC_SECRET,
                "settings": {
                    "server_url": STAFF_OIDC_URL,
                    "scope": STAFF_OIDC_SCOPES,
                    "auth_params": {"prompt": "login"} if DEMO else {},
                },
            },
        ],
    }
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
"""``default`` is shared by all processes: tries at a password, used codes and used tokens are counted here.
``pages`` is each process's own: public pages as visitors get them, for ``PUBLIC_PAGE_SECONDS``."""
PUBLIC_PAGE_SECONDS = int(env("PUBLIC_PAGE_SECONDS", "20"))

# 5. Words and time
LANGUAGE_CODE = "vi"
NUMBER_GROUPING = 3  # Vietnamese: 351.141; the framework knows the point and not where it stands
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = f"{HOST_ONLY}congvu_language"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# 6. Files and assets
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static" / "dist", ("huong-dan", ROOT / "docs" / "pictures")]
MANUAL = ROOT / "docs" / "manual"
"""The manual that the sites show, one page a role."""
MEDIA_ROOT = VAR / "files"
S3_BUCKET = env("S3_BUCKET")
"""Contents of files lie in this bucket; empty: on the disk, below ``VAR``. Needs ``requirements-s3.txt``."""
STORAGES = {
    "default": object_storage(S3_BUCKET) if S3_BUCKET else {"BACKEND": "congvu.files.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# 7. Mail, SMS, chat
EMAIL_HOST = env("SMTP_HOST")
if DEMO and not EMAIL_HOST:
    EMAIL_BACKEND = "congvu.notices.mailbox.MailboxBackend"
EMAIL_PORT = int(env("SMTP_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("SMTP_USER"), env("SMTP_PASSWORD")
EMAIL_USE_TLS = flag("SMTP_TLS")
DEFAULT_FROM_EMAIL = env("MAIL_FROM", "congvu@localhost")
SANDBOXES = f"http://127.0.0.1:{PORT}/thu-nghiem" if DEMO else ""
"""Where the demo's carriers answer: they speak the real ones' protocols (congvu/connectors/*/sandbox.py)."""
SMS_URL = env("SMS_URL", f"{SANDBOXES}/esms" if DEMO else "")
SMS_KEY, SMS_SECRET = env("SMS_KEY", "demo" if DEMO else ""), env("SMS_SECRET", "sandbox" if DEMO else "")
SMS_BRANDNAME = env("SMS_BRANDNAME", "DVCTINH" if DEMO else "")
SMS_ACCENTS = flag("SMS_ACCENTS")
"""With accents a text message has 70 letters a segment instead of 160."""
ZALO_URL = env("ZALO_URL", f"{SANDBOXES}/zalo" if DEMO else "")
ZALO_OAUTH_URL = env("ZALO_OAUTH_URL", f"{SANDBOXES}/zalo" if DEMO else "")
ZALO_APP_ID, ZALO_SECRET = env("ZALO_APP_ID", "demo" if DEMO else ""), env("ZALO_SECRET", "sandbox" if DEMO else "")
ZALO_REFRESH_TOKEN = env("ZALO_REFRESH_TOKEN", "sandbox" if DEMO else "")
ZALO_TEMPLATE = env("ZALO_TEMPLATE", "trang-thai" if DEMO else "")
ZALO_CODE_TEMPLATE = env("ZALO_CODE_TEMPLATE", "ma-xac-nhan" if DEMO else "")

# 8. Safety
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019", "templates.W003"]
"""Our own pages show papers in a frame; strangers' pages may not. ``{% load i18n %}`` is ours in place of Django's."""
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE
SECURE_REDIRECT_EXEMPT = ["^api/", *(["^thu-nghiem/"] if DEMO else [])]
"""A program that calls without TLS is refused, not led on: its key has been read on the way (sites/api/guard.py)."""
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SESSION_COOKIE_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURITY_CONTACT = env("SECURITY_CONTACT", "mailto:an-toan@vi-du.gov.vn" if DEMO else "")
"""Where somebody who has found a hole writes to (RFC 9116): ``mailto:``, ``tel:`` or ``https:``; empty: not told."""
CLAMAV_SOCKET = env("CLAMAV_SOCKET")
OCR_CORES = int(env("OCR_CORES", "0"))
"""Pages of a scan that are read at once; 0: as many as the machine has cores."""
WEBHOOKS_INSIDE = flag("WEBHOOKS_INSIDE", default=DEMO)
"""Whether webhooks may go to addresses of one's own network and without TLS; never for partners on the internet."""
LOOKUPS_PER_MINUTE = 30
"""Look-ups by code that one network address may make a minute (portal and API together)."""

VAULT_SIGNER = env("VAULT_SIGNER")
"""Identifier of the agency whose key signs the codes on papers and the status lists (docs/vault.md)."""

# 9. Payment (congvu/connectors/payment_platform)
PAYMENT_URL = env("PAYMENT_URL", f"http://localhost:{PORT + 3}" if DEMO else "")
"""The payment platform; empty: fees are paid by transfer or at the counter."""
PAYMENT_PARTNER = env("PAYMENT_PARTNER", "congvu")
PAYMENT_SECRET = env("PAYMENT_SECRET", "sandbox" if DEMO else "")

# 10. Systems of the sectors (congvu/connectors/police, congvu/connectors/social_insurance)
_SECTORS = env("SYNC_URL", f"http://localhost:{PORT + 4}" if DEMO else "")
POLICE_URL = env("POLICE_URL", f"{_SECTORS}/police" if _SECTORS else "")
"""The police's system; empty: the province runs its procedures itself."""
POLICE_PARTNER = env("POLICE_PARTNER", "congvu")
POLICE_SECRET = env("POLICE_SECRET", "sandbox" if DEMO else "")
SOCIAL_INSURANCE_URL = env("SOCIAL_INSURANCE_URL", f"{_SECTORS}/social_insurance" if _SECTORS else "")
SOCIAL_INSURANCE_PARTNER = env("SOCIAL_INSURANCE_PARTNER", "congvu")
SOCIAL_INSURANCE_SECRET = env("SOCIAL_INSURANCE_SECRET", "sandbox" if DEMO else "")

# 11. The post (congvu/connectors/post)
POST_URL = env("POST_URL", f"http://localhost:{PORT + 5}" if DEMO else "").rstrip("/")
"""The post; empty: results are returned at the desk and online only."""
POST_PARTNER = env("POST_PARTNER", "congvu")
POST_SECRET = env("POST_SECRET", "sandbox" if DEMO else "")

# 12. Agencies' mailboxes (congvu/connectors/mailbox)
MAILBOX_ACCOUNTS = env("MAILBOX_ACCOUNTS")
"""File with the mailboxes and their passwords, a row an agency; empty: none is fetched."""
MAILBOX_SANDBOX = env("MAILBOX_SANDBOX", f"localhost:{PORT + 7}") if DEMO else ""
"""Where the demo's mail server answers."""

# 13. Jobs
PROCRASTINATE_WORKER_DEFAULTS = {"worker_middleware": [done_again, watched]}

# 14. Logs
OFFSET = "%Y-%m-%dT%H:%M:%S%z"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{", "datefmt": OFFSET}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "spiff": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "cel": {"level": "ERROR"},  # unfinished answers are no news
    },
}
