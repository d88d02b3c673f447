"""Brings in what left another installation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Refusal
from congvu.upkeep import operations


class Command(BaseCommand):
    """Fills an empty installation from a folder that ``leave`` wrote, then compares rows, digests and seals."""

    help = "Bring in what another installation wrote with leave."
    requires_system_checks = ()  # they may ask the database, which is empty

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", type=Path, help="the folder that holds README.vi.md and manifest.json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how far it is; exit status 1 when something differs."""
        with translation.override(settings.LANGUAGE_CODE):
            try:
                done = operations.arrive(
                    source=options["folder"].absolute(), by=SYSTEM, at=timezone.now(), say=self.stdout.write
                )
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(_("%(rows)s dòng, %(files)s tệp.") % {"rows": done.rows, "files": done.files})
            if done.faults:
                raise CommandError("\n".join(done.faults))
            self.stdout.write(_("Giống hệt nơi đã rời: số dòng, mã băm, tệp, niêm phong."))
