"""Settings of the bench: those of the platform, except that nothing of a real one is touched."""

from config.settings import *  # noqa: F403

SECOND_FACTOR_REQUIRED = False
STORAGES = {
    "default": {"BACKEND": "congvu.files.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
LOGGING = {"version": 1, "disable_existing_loggers": True}
