"""Django application of the post's connector."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    """Registers the carrier, when it is configured, and the checks of its settings."""

    name = "congvu.connectors.post"
    label = "connector_post"

    def ready(self) -> None:
        """Let delivery know the carrier."""
        from django.conf import settings  # noqa: PLC0415  settings are read when the apps are

        from congvu.connectors.post import checks  # noqa: F401, PLC0415
        from congvu.connectors.post.connector import SLUG, Post  # noqa: PLC0415
        from congvu.delivery.hooks import carriers  # noqa: PLC0415

        if settings.POST_URL:
            carriers.register(SLUG, Post())
