"""Django application of dossiers."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Registers dossiers."""

    name = "congvu.dossiers"
    label = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"
