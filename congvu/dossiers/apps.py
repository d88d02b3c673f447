"""Django application of dossiers."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Registers dossiers and its listeners."""

    name = "congvu.dossiers"
    label = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the listeners be known."""
        from congvu.dossiers import receivers  # noqa: F401, PLC0415  listeners register on import
