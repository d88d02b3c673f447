"""Django application of kit."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class KitConfig(AppConfig):
    """Registers kit."""

    name = "congvu.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every module's ``receivers.py`` take its place as listener, every connector's ``checks.py`` as check.

        After ``migrate`` the tables that something is kept of are watched.
        """
        from congvu.kit import kept  # noqa: PLC0415  models are not ready when this file is read

        post_migrate.connect(kept.watch_tables, sender=self)
        autodiscover_modules("receivers", "checks", "queries")
