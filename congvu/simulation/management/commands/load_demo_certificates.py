"""Fill the demo's inventory of certificates as a province has it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from congvu.kit.errors import Declined
from congvu.simulation.certificates import ALL, fill_inventory


class Command(BaseCommand):
    """May be run again: nothing is made twice."""

    help = "Lập danh sách chứng thư số thử nghiệm của cả tỉnh"

    def add_arguments(self, parser: CommandParser) -> None:
        """Say how many."""
        parser.add_argument("--count", type=int, default=ALL)

    def handle(self, *args: Any, count: int, **options: Any) -> None:
        """Make what lacks."""
        try:
            self.stdout.write(f"certificates: {fill_inventory(at=timezone.now(), count=count)}")
        except Declined as fault:
            raise CommandError(str(fault)) from fault
