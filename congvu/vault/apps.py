"""Django application of the vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Registers the vault."""

    name = "congvu.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"
