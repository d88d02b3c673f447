"""Django application of places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Registers places."""

    name = "congvu.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
