"""Brings a backup back."""

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
    """Fills an empty database and the storage from a backup, then compares rows, contents and seals with it."""

    help = "Bring a backup back into an empty database."
    requires_system_checks = ()  # they may ask the database, which is empty

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", type=Path, help="one backup: the folder that holds its manifest")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how far it is; exit status 1 when the copy differs from what was backed up."""
        with translation.override(settings.LANGUAGE_CODE):
            try:
                done = operations.restore(
                    source=options["folder"].absolute(), by=SYSTEM, at=timezone.now(), say=self.stdout.write
                )
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(_("%(rows)s dòng, %(files)s tệp.") % {"rows": done.rows, "files": done.files})
            if done.faults:
                raise CommandError("\n".join(done.faults))
            self.stdout.write(_("Bản phục hồi giống hệt lúc sao lưu; nhật ký nguyên vẹn."))
