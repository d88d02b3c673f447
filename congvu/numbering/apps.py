"""Django application of numbering."""

from django.apps import AppConfig


class NumberingConfig(AppConfig):
    """Registers numbering."""

    name = "congvu.numbering"
    label = "numbering"
    default_auto_field = "django.db.models.BigAutoField"
