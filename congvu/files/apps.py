"""Django application of files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Registers files."""

    name = "congvu.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
