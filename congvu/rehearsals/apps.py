"""Django application of rehearsals."""

from django.apps import AppConfig


class RehearsalsConfig(AppConfig):
    """Registers rehearsals."""

    name = "congvu.rehearsals"
    label = "rehearsals"
    default_auto_field = "django.db.models.BigAutoField"
