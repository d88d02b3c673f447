"""Django application of the connector for the officials' log-in."""

from django.apps import AppConfig


class StaffLoginConfig(AppConfig):
    """Registers the connector."""

    name = "congvu.connectors.staff_login"
    label = "connector_staff_login"

    def ready(self) -> None:
        """Offer the way in on the officials' page of log-in."""
        from django.conf import settings  # noqa: PLC0415
        from django.utils.translation import gettext as _  # noqa: PLC0415

        from congvu.accounts.hooks import WayIn, ways_in  # noqa: PLC0415

        if "staff" not in ways_in:
            way = WayIn(
                label=lambda: _("Đăng nhập bằng %(name)s") % {"name": settings.STAFF_OIDC_NAME},
                address="staff_oidc_login",
                is_open=lambda: bool(settings.STAFF_OIDC_URL),
            )
            ways_in.register("staff", way)
