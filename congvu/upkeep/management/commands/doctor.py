"""Examines the installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from congvu.upkeep import queries
from congvu.upkeep.queries import State

MARKS = {State.GOOD: "✓", State.OFF: "·", State.WARNING: "!", State.BROKEN: "✗"}


class Command(BaseCommand):
    """Says in sentences what is wrong with the installation and what to do; exit status 1 when something is broken."""

    help = "Look at every part of the installation and say what is wrong."
    requires_system_checks = ()  # they are among what is looked at

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--quick", action="store_true", help="leave out the audit chain and other machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each finding as it comes."""
        broken = 0
        with translation.override(settings.LANGUAGE_CODE):
            for diagnosis in queries.diagnoses(at=timezone.now(), thorough=not options["quick"]):
                self.stdout.write(str(diagnosis.organ.name))
                for finding in diagnosis.findings:
                    broken += finding.state is State.BROKEN
                    self.stdout.write(f"  {MARKS[finding.state]} {finding.sentence}")
                    if finding.hint and finding.state in {State.WARNING, State.BROKEN}:
                        self.stdout.write(f"      → {finding.hint}")
            if broken:
                raise CommandError(_("%(n)s chỗ hỏng.") % {"n": broken})
            self.stdout.write(_("Không có chỗ hỏng."))
