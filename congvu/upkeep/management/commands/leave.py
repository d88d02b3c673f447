"""Writes everything the installation holds in open formats."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined
from congvu.upkeep import operations


class Command(BaseCommand):
    """Writes data, files, papers and the sealed log into a new folder, with a guide for whoever reads it without us."""

    help = "Write everything in open formats into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("folder", type=Path, help="a folder that is not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how far it is; exit status 1 when a content was already lost."""
        with translation.override(settings.LANGUAGE_CODE):
            try:
                known = operations.leave(
                    target=options["folder"].absolute(), by=SYSTEM, at=timezone.now(), say=self.stdout.write
                )
            except Declined as refusal:
                raise CommandError(str(refusal)) from refusal
            words = _("%(folder)s: %(rows)s dòng, %(files)s tệp. Đọc README.vi.md trước.")
            facts = {"folder": options["folder"], "rows": sum(known.rows.values()), "files": len(known.files)}
            self.stdout.write(words % facts)
            if known.missing:
                lost = _("%(n)s tệp đã mất trong kho trước khi ghi ra: %(names)s")
                names = ", ".join(digest[:12] for digest in known.missing[:10])
                raise CommandError(lost % {"n": len(known.missing), "names": names})
