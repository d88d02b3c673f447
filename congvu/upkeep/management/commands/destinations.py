"""Names the machines that the installation calls, for the firewall."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from congvu.upkeep.destinations import as_nftables, destinations


class Command(BaseCommand):
    """Prints each machine and port with what it is called for, or rules that let nothing else through."""

    help = "Print which machines this installation calls, or nftables rules that let its user reach them alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--nftables", metavar="USER", help="rules for this system user, names resolved now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the list; names that were not found go to the other stream."""
        with translation.override(settings.LANGUAGE_CODE):
            found = destinations()
        if options["nftables"]:
            rules, lost = as_nftables(found, user=options["nftables"])
            self.stdout.write(rules, ending="")
            for host in lost:
                self.stderr.write(host)
            return
        for (host, port), same in groupby(found, key=lambda one: (one.host, one.port)):
            self.stdout.write(f"{host}:{port}\t{'; '.join(one.purpose for one in same)}")
