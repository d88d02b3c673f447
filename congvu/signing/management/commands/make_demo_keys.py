"""Hand out the keys of the demo."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.people.models import Agency, Official
from congvu.signing.hooks import KeyNotUsable
from congvu.signing.operations import make_demo_keys


class Command(BaseCommand):
    """Makes keys for those who lack them; a second run changes nothing."""

    help = "Make demo keys: for all leaders and staffed agencies, or for the ones named."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let single owners be named."""
        parser.add_argument("--official", action="append", metavar="STAFF_CODE")
        parser.add_argument("--agency", action="append", metavar="CODE")

    def handle(self, *args: Any, official: list[str] | None, agency: list[str] | None, **options: Any) -> None:
        """Make the keys and say how many are new."""
        named = bool(official or agency)
        officials = list(Official.objects.filter(staff_code__in=official or []).values_list("id", flat=True))
        agencies = list(Agency.objects.filter(code__in=agency or [], valid_to=None).values_list("id", flat=True))
        if named and len(officials) + len(agencies) < len(official or []) + len(agency or []):
            raise CommandError("an official or agency named is not known")
        now = timezone.now()
        try:
            made = make_demo_keys(
                by=SYSTEM,
                at=now,
                since=now.replace(month=1, day=1),
                official_ids=officials if named else None,
                agency_ids=agencies if named else None,
            )
        except KeyNotUsable as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{len(made)} new demo keys")
