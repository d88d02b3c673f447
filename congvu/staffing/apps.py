"""Django application of staffing."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    """Registers staffing and its listeners."""

    name = "congvu.staffing"
    label = "staffing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let listeners and links be known."""
        from congvu.notices.hooks import links  # noqa: PLC0415  modules are there only now
        from congvu.staffing import receivers  # noqa: PLC0415  listeners register on import

        links.register(receivers.LINK, receivers.InvitationLink())
