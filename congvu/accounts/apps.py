"""Django application of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers accounts."""

    name = "congvu.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
