"""Django application of kit."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Registers kit."""

    name = "congvu.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"
