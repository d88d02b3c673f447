"""Django application of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers documents."""

    name = "congvu.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
