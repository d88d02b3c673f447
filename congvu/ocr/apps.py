"""Django application of ocr."""

from django.apps import AppConfig


class OcrConfig(AppConfig):
    """Registers ocr."""

    name = "congvu.ocr"
    label = "ocr"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the listeners be known."""
        from congvu.ocr import receivers  # noqa: F401, PLC0415  listeners register on import
