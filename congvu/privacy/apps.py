"""Django application of privacy."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Registers privacy."""

    name = "congvu.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
