"""Prepare the sandbox of the officials' provider. Run with config.staff_login_settings."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from congvu.accounts.hooks import sandbox


class Command(BaseCommand):
    """May be run again at any time."""

    help = "Prepare the sandbox of the officials' log-in"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is missing."""
        if not hasattr(settings, "SANDBOX"):
            raise CommandError("Run with DJANGO_SETTINGS_MODULE=config.staff_login_settings")
        sandbox.prepare()
