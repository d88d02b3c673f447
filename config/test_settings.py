"""Settings of the tests: an own fast database, cheap passwords, plain static files."""

import os
from pathlib import Path

from config.postgres import Cluster

if not os.environ.get("DATABASE_URL"):  # before the settings read it; workers of xdist inherit it
    _home = Path(os.environ.get("CONGVU_VAR", Path(__file__).parent.parent / "var")) / "postgres-test"
    _cluster = Cluster(
        _home, {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
    )
    _cluster.start()
    _cluster.ensure_database()
    os.environ["DATABASE_URL"] = _cluster.url

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "congvu.files.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  # a live server leaves none open behind it
OWN_CLUSTER = VAR / "postgres-test"  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR / "test-files" / os.environ.get("PYTEST_XDIST_WORKER", "main")  # noqa: F405
SECOND_FACTOR_REQUIRED = False
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
PUBLIC_PAGE_SECONDS = 0
