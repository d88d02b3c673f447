"""Makes a copy to train on of a backup."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined
from congvu.upkeep.training import operations


class Command(BaseCommand):
    """Fills an empty place with a backup and disguises everybody in it; needs CONGVU_TRAINING=1."""

    help = "Make a copy to train on: a backup, restored into an empty place, with invented people."
    requires_system_checks = ()  # they may ask the database, which is empty

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("backup", type=Path, help="one backup: the folder that holds its manifest")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how far it is, and who may log in."""
        with translation.override(settings.LANGUAGE_CODE):
            try:
                done = operations.make(
                    source=options["backup"].absolute(), by=SYSTEM, at=timezone.now(), say=self.stdout.write
                )
            except Declined as refusal:
                raise CommandError(str(refusal)) from refusal
            operations.make_keys()
            words = _("Đã thay %(people)s tên, số, địa chỉ và %(files)s tệp. Mật khẩu chung: %(password)s")
            facts = {"people": done.people, "files": done.files, "password": settings.DEMO_PASSWORD}
            self.stdout.write(words % facts)
