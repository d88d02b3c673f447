"""Runs the outbox."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from congvu.kit.outbox import deliver_due
from congvu.kit.outbox.announcing import CHANNEL

_log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Hands announced facts over to their listeners, as they come, and looks each second for those put off."""

    help = "Hand announced facts over to their listeners until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--batch", type=int, default=100, help="facts in one transaction")
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped; a lost database is waited for.

        :raises CommandError: the connection is a shared one, on which nobody can listen
        """
        if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            raise CommandError(
                _("Hộp gửi cần kết nối riêng: dùng địa chỉ không có pooling=transaction (docs/operating.md).")
            )
        while True:
            try:
                while deliver_due(limit=options["batch"]):
                    pass
                if options["once"]:
                    return
                wait_for_news()
            except (OperationalError, InterfaceError):
                if options["once"]:
                    raise
                _log.exception("outbox: the database does not answer")
                connection.close()
                time.sleep(1)


def wait_for_news(timeout: float = 1.0) -> None:
    """Wait until somebody announces, at most ``timeout`` seconds."""
    connection.ensure_connection()
    link = connection.connection
    link.execute(f"LISTEN {CHANNEL}")
    for _news in link.notifies(timeout=timeout, stop_after=1):
        return
