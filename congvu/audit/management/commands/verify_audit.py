"""Verifies the log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from congvu.audit import queries
from congvu.audit.models import BOOKS, Seal


class Command(BaseCommand):
    """Works every seal out again and names each batch changed after sealing; exit status 1 when there is one."""

    help = "Find any change made to the audit log after it was sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="DIGEST",
            help="a digest noted down earlier in another place; it must still stand in the chain (may be repeated)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found."""
        found = [breach.sentence for book in BOOKS for breach in queries.breaches(book)]
        found += [
            _("Không còn lô niêm phong %(digest)s: chuỗi đã bị làm lại.") % {"digest": digest}
            for digest in options["head"]
            if not Seal.objects.filter(digest=digest).exists()
        ]
        waiting = queries.unsealed()
        for book, head in queries.heads().items():
            number, digest = (head.number, head.digest) if head else (0, "-")
            words = _("%(book)s: %(number)s lô, %(waiting)s dòng chờ niêm phong, %(digest)s")
            self.stdout.write(words % {"book": book, "number": number, "waiting": waiting[book], "digest": digest})
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(_("Nhật ký nguyên vẹn."))
