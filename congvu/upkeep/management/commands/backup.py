"""Backs the installation up."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined
from congvu.upkeep import manifest, operations


class Command(BaseCommand):
    """Writes the database as of one moment, and the files it names, into a folder; the program may go on running."""

    help = "Write a backup of database and files into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "folder", type=Path, help="where the backups lie; contents of files are shared by all of them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how far it is; exit status 1 when a content was already lost."""
        with translation.override(settings.LANGUAGE_CODE):
            try:
                folder = operations.back_up(
                    target=options["folder"].absolute(), by=SYSTEM, at=timezone.now(), say=self.stdout.write
                )
            except Declined as refusal:
                raise CommandError(str(refusal)) from refusal
            known = manifest.read(folder)
            words = _("%(folder)s: %(rows)s dòng, %(files)s tệp. Khóa bí mật và khóa ký không nằm trong bản sao lưu.")
            facts = {"folder": folder, "rows": sum(known.rows.values()), "files": len(known.files)}
            self.stdout.write(words % facts)
            if known.missing:
                lost = _("%(n)s tệp đã mất trong kho trước khi sao lưu: %(names)s")
                names = ", ".join(digest[:12] for digest in known.missing[:10])
                raise CommandError(lost % {"n": len(known.missing), "names": names})
