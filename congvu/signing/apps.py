"""Django application of signing."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Registers signing."""

    name = "congvu.signing"
    label = "signing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the key drivers."""
        from congvu.signing import demo_keys, own_tokens, pkcs12_files, tokens  # noqa: F401, PLC0415
