"""Django application of the Zalo connector."""

from django.apps import AppConfig


class ZaloZnsConfig(AppConfig):
    """Registers the Zalo connector."""

    name = "congvu.connectors.zalo_zns"
    label = "connector_zalo_zns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the channel where notices look for it."""
        from congvu.connectors.zalo_zns.connector import ZaloChannel  # noqa: PLC0415  its models are there by now
        from congvu.notices.hooks import channels  # noqa: PLC0415

        channels.register("zalo_zns", ZaloChannel())
