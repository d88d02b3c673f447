"""Django application of workdays."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    """Registers workdays."""

    name = "congvu.workdays"
    label = "workdays"
    default_auto_field = "django.db.models.BigAutoField"
