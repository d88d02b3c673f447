"""Django application of upkeep."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """Registers upkeep and its commands."""

    name = "congvu.upkeep"
    label = "upkeep"
    default_auto_field = "django.db.models.BigAutoField"
