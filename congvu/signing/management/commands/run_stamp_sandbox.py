"""Run the demo's time-stamp server."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from congvu.signing import queries
from congvu.signing.sandbox import serve


class Command(BaseCommand):
    """Serves until it is ended."""

    help = "Play the time-stamp server (RFC 3161) and the list of revoked certificates of the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port."""
        parser.add_argument("port", type=int)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Serve."""
        if not settings.DEMO:
            raise CommandError("the sandbox runs in the demo only")

        def revoked() -> list[tuple[int, Any]]:
            close_old_connections()
            return queries.revoked_of_demo()

        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # it holds nothing: it ends at once, whatever it waits for
        serve(port, revoked).serve_forever()
