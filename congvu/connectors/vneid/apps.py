"""Django application of the VNeID connector."""

from django.apps import AppConfig


class VneidConfig(AppConfig):
    """Registers the VNeID connector."""

    name = "congvu.connectors.vneid"
    label = "connector_vneid"

    def ready(self) -> None:
        """Register the checks of the settings."""
        from congvu.connectors.vneid import checks  # noqa: F401, PLC0415
