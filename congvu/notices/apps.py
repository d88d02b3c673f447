"""Django application of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers notices."""

    name = "congvu.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
