"""Django application of catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Registers catalogue."""

    name = "congvu.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
