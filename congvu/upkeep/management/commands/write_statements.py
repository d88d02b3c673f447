"""Writes the security file for level 3 and the impact assessment for personal data, filled from this installation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation

from congvu.upkeep.statements import facts, writing


class Command(BaseCommand):
    """Writes one DOCX each; gaps that only people can fill are marked yellow and counted."""

    help = "Write the security file (level 3) and the impact assessment for personal data as DOCX."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them, and say what is left to do."""
        options["folder"].mkdir(parents=True, exist_ok=True)
        with translation.override(settings.LANGUAGE_CODE):
            known = facts.gathered(at=timezone.now())
            for kind in writing.kinds():
                target = options["folder"] / f"{kind}.docx"
                gaps = writing.write(kind, known, target)
                self.stdout.write(f"{target}: còn {gaps} chỗ phải điền")
