"""Propose the templates of papers that come with the program."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.printing.operations import load_papers


class Command(BaseCommand):
    """Reads congvu/printing/papers/*.typ; never overwrites a version that is there."""

    help = "Propose the templates of papers; the first of its kind is put in force."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what is new."""
        for row in load_papers(by=SYSTEM, at=timezone.now()):
            self.stdout.write(f"{row.key}: {row.title} ({row.get_state_display()})")
