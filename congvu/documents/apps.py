"""Django application of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers documents."""

    name = "congvu.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let facts be heard, and let documents be signed on request."""
        from congvu.documents import receivers  # noqa: F401, PLC0415  registers the listeners
        from congvu.documents.operations import signatures  # noqa: F401, PLC0415  registers the papers
