"""Commands that fill an empty installation from a folder, and say whether it is what was written there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined


class FillingCommand(BaseCommand):
    """Fills an empty installation by an operation that tells rows, files and faults."""

    requires_system_checks = ()  # they may ask the database, which is empty
    fill: ClassVar[Callable[..., Any]]
    """The operation."""
    holds: ClassVar[str]
    """What lies in the folder, in words."""
    same: ClassVar[str]
    """What is said when nothing differs."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", type=Path, help=self.holds)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how far it is; exit status 1 when something differs."""
        with translation.override(settings.LANGUAGE_CODE):
            try:
                done = type(self).fill(
                    source=options["folder"].absolute(), by=SYSTEM, at=timezone.now(), say=self.stdout.write
                )
            except Declined as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(_("%(rows)s dòng, %(files)s tệp.") % {"rows": done.rows, "files": done.files})
            if done.faults:
                raise CommandError("\n".join(done.faults))
            self.stdout.write(_(self.same))
