"""Loads the shipped words."""

from typing import Any

from django.core.management.base import BaseCommand

from congvu.notices.operations import load_templates


class Command(BaseCommand):
    """Takes over every shipped template that the database lacks; changed ones stay as they are, others follow it."""

    help = "Load the notice templates that the apps ship."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many there are."""
        self.stdout.write(f"notice templates: {load_templates()}")
