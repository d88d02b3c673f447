"""Settings of the torture: those of the platform, but officials come in without their second factor."""

from config.settings import *  # noqa: F403

SECOND_FACTOR_REQUIRED = False
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
