"""Django application of the line to the police's system."""

from django.apps import AppConfig


class PoliceConfig(AppConfig):
    """Registers the system with dossiers, and the checks of its settings."""

    name = "congvu.connectors.police"
    label = "connector_police"

    def ready(self) -> None:
        """Let dossiers know the system."""
        from congvu.connectors.police import checks  # noqa: F401, PLC0415
        from congvu.connectors.police.connector import LINE, SLUG  # noqa: PLC0415
        from congvu.dossiers.hooks import outside_systems  # noqa: PLC0415

        outside_systems.register(SLUG, LINE)
