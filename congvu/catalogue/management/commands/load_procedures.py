"""Propose every procedure folder: ``manage.py load_procedures [FOLDER …]``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congvu.catalogue import operations
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined


class Command(BaseCommand):
    """Takes in what is new; a version that stands in the database is never changed."""

    help = "Đưa các thư mục thủ tục vào danh mục"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the folders."""
        parser.add_argument("folders", nargs="*", type=Path, help="thư mục thủ tục; để trống thì đọc tất cả")

    def handle(self, *args: Any, **options: Any) -> None:
        """Propose each folder and say what came of it.

        :raises CommandError: when a folder was refused, after the others are done
        """
        operations.load_life_events()
        refused = []
        for folder in options["folders"] or _all_folders():
            try:
                self._propose(folder)
            except Declined as refusal:
                refused.append(str(refusal))
        if refused:
            raise CommandError("\n".join(refused))

    def _propose(self, folder: Path) -> None:
        proposal = operations.read_folder(folder)
        version = operations.propose(proposal=proposal, by=SYSTEM, at=timezone.now())
        said = f"phiên bản {version.number}, {version.get_state_display().lower()}" if version else "không đổi"
        self.stdout.write(f"{proposal.code} {operations.plain(proposal.sheet['short_name'])}: {said}")


def _all_folders() -> list[Path]:
    shelves = (settings.ROOT / "congvu" / "procedures", settings.PROFILE / "procedures")
    return [sheet.parent for shelf in shelves for sheet in sorted(shelf.glob("*/sheet.yaml"))]
