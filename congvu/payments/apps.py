"""Django application of payments."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Registers payments."""

    name = "congvu.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
