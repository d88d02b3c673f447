"""Django application of signing."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Registers signing."""

    name = "congvu.signing"
    label = "signing"
    default_auto_field = "django.db.models.BigAutoField"
