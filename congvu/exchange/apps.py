"""Django application of exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers exchange."""

    name = "congvu.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
