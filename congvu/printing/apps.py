"""Django application of printing."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    """Registers printing."""

    name = "congvu.printing"
    label = "printing"
    default_auto_field = "django.db.models.BigAutoField"
