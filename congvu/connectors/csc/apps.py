"""Django application of the remote signing connector."""

from django.apps import AppConfig


class CscConfig(AppConfig):
    """Registers the remote signing connector."""

    name = "congvu.connectors.csc"
    label = "connector_csc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the driver where signing looks for it."""
        from congvu.connectors.csc.connector import RemoteKeys  # noqa: PLC0415
        from congvu.signing.hooks import drivers  # noqa: PLC0415

        drivers.register("csc", RemoteKeys())
