"""Django application of assignments."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    """Registers assignments."""

    name = "congvu.assignments"
    label = "assignments"
    default_auto_field = "django.db.models.BigAutoField"
