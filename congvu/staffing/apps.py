"""Django application of staffing."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    """Registers staffing and its listeners."""

    name = "congvu.staffing"
    label = "staffing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the listeners be known."""
        from congvu.staffing import receivers  # noqa: F401, PLC0415  listeners register on import
