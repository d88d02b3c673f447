"""Django application of processes."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    """Registers processes."""

    name = "congvu.processes"
    label = "processes"
    default_auto_field = "django.db.models.BigAutoField"
