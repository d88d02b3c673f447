"""Django application of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers people."""

    name = "congvu.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
