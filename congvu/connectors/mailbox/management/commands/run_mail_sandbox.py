"""Run the demo's mail server."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from congvu.connectors.mailbox.accounts import DEMO_USER
from congvu.connectors.mailbox.letters import demo_letters
from congvu.connectors.mailbox.sandbox import Post, serve


class Command(BaseCommand):
    """Serves until it is ended."""

    help = "Play the mail server of the demo (IMAP): one official mailbox with a few messages."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port."""
        parser.add_argument("port", type=int)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Serve."""
        if not settings.DEMO:
            raise CommandError("the sandbox runs in the demo only")
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # it holds nothing: it ends at once, whatever it waits for
        post, now = Post(), timezone.localtime()
        inbox = post.folder(DEMO_USER)
        inbox.uid_validity = int(now.strftime("%Y%m%d"))
        for content in demo_letters(at=now):
            inbox.add(content)
        serve(port, post).serve_forever()
