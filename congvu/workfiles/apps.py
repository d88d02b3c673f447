"""Django application of work files."""

from django.apps import AppConfig


class WorkfilesConfig(AppConfig):
    """Registers work files."""

    name = "congvu.workfiles"
    label = "workfiles"
    default_auto_field = "django.db.models.BigAutoField"
