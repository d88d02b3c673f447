"""Django application of the VNeID connector."""

from django.apps import AppConfig, apps


class VneidConfig(AppConfig):
    """Registers the VNeID connector."""

    name = "congvu.connectors.vneid"
    label = "connector_vneid"

    def ready(self) -> None:
        """Tell the catalogue who is a digital citizen; the demo's provider, a process of its own, has no catalogue."""
        if not apps.is_installed("congvu.catalogue"):
            return
        from congvu.catalogue.hooks import citizen_levels  # noqa: PLC0415
        from congvu.connectors.vneid.standing import level_of  # noqa: PLC0415

        if "vneid" not in citizen_levels:
            citizen_levels.register("vneid", level_of)
