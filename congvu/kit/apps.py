"""Django application of kit."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KitConfig(AppConfig):
    """Registers kit."""

    name = "congvu.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every module's ``receivers.py`` take its place as listener, every connector's ``checks.py`` as check."""
        autodiscover_modules("receivers", "checks")
