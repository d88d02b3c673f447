"""Commands that take in a pack of an older system: a dry run first, errors by row, again only the rest."""

import csv
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined
from congvu.kit.tables import Problem

SHOWN = 50


class PackCommand(BaseCommand, ABC):
    """Makes a dry run and tells what would come in; ``--take`` takes it in. Called again it takes in only the rest."""

    guide: ClassVar[str]
    """The document that tells exporters what a pack is."""
    rows: ClassVar[str]
    """What is taken in although others have errors, by ``--partly``, in words."""
    stays: ClassVar[str]
    """What errors elsewhere leave as it is, in words."""
    dry_run: ClassVar[Callable[..., Any]]
    take_in_all: ClassVar[Callable[..., Any]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the pack and what to do with it."""
        parser.add_argument("pack", type=Path, help=f"thư mục hoặc tệp ZIP, xem {self.guide}")
        parser.add_argument("--take", action="store_true", help="nhập; không ghi thì chỉ chạy thử")
        parser.add_argument("--dry-run", action="store_true", help="chỉ chạy thử, kể cả khi có --take")
        parser.add_argument(
            "--partly", action="store_true", help=f"nhập những {self.rows} đúng dù {self.rows} khác còn lỗi"
        )
        parser.add_argument("--errors", type=Path, help="ghi mọi lỗi vào tệp CSV này")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a dry run or take in, show counts and errors.

        :raises CommandError: when the pack is refused or something of it does not hold
        """
        take, deeds = options["take"] and not options["dry_run"], type(self)
        common: dict[str, Any] = {"path": options["pack"], "by": SYSTEM, "at": timezone.now(), "tick": self.tick}
        try:
            report = deeds.take_in_all(partly=options["partly"], **common) if take else deeds.dry_run(**common)
        except Declined as refusal:
            raise CommandError(str(refusal)) from refusal
        self.show(report, take=take)
        if options["errors"]:
            _write(options["errors"], report.problems)
        if report.problems:
            raise CommandError(
                f"Còn {len(report.problems)} lỗi. Sửa rồi chạy lại; {self.stays} đã nhập được giữ nguyên."
            )

    @abstractmethod
    def tick(self, *how_far: Any) -> None:
        """Say how far it is."""

    @abstractmethod
    def show(self, report: Any, *, take: bool) -> None:
        """Say what was found and what came of it."""

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show the first errors, and how many more there are."""
        for problem in problems[:SHOWN]:
            self.stdout.write(f"! {problem}")
        if len(problems) > SHOWN:
            self.stdout.write(f"… và {len(problems) - SHOWN} lỗi nữa; ghi ra tệp bằng --errors.")


def _write(path: Path, problems: Sequence[Problem]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as sink:
        lines = csv.writer(sink)
        lines.writerow(["file", "row", "column", "message"])
        lines.writerows([one.file, one.row, one.column, one.message] for one in problems)
