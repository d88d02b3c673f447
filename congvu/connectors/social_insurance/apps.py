"""Django application of the line to the system of social insurance."""

from django.apps import AppConfig


class SocialInsuranceConfig(AppConfig):
    """Registers the system with dossiers, and the checks of its settings."""

    name = "congvu.connectors.social_insurance"
    label = "connector_social_insurance"

    def ready(self) -> None:
        """Let dossiers know the system."""
        from congvu.connectors.social_insurance import checks  # noqa: F401, PLC0415
        from congvu.connectors.social_insurance.connector import LINE, SLUG  # noqa: PLC0415
        from congvu.dossiers.hooks import outside_systems  # noqa: PLC0415

        outside_systems.register(SLUG, LINE)
