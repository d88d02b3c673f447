"""Django application of delivery."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Registers delivery."""

    name = "congvu.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
