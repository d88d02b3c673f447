"""Django application of indicators."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Registers indicators."""

    name = "congvu.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"
