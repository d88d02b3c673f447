"""Django application of forms."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Registers forms."""

    name = "congvu.forms"
    label = "forms"
    default_auto_field = "django.db.models.BigAutoField"
