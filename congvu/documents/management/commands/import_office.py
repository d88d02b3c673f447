"""Take in an older office system: ``manage.py import_office FILE.zip|FOLDER [--take] [--partly]``."""

import csv
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congvu.documents.operations import importing
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Refusal

SHOWN = 50
WHAT = {
    "agencies": "cơ quan",
    "units": "bộ phận",
    "accounts": "cán bộ, chức vụ, vai trò",
    "documents": "văn bản",
    "files": "tệp",
}


class Command(BaseCommand):
    """Makes a dry run and tells what would come in; ``--take`` takes it in. Called again it takes in only the rest."""

    help = "Nhập cơ quan, cán bộ, văn bản, tệp từ hệ thống cũ (thư mục hoặc ZIP); mặc định chỉ chạy thử"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the pack and what to do with it."""
        parser.add_argument("pack", type=Path, help="thư mục hoặc tệp ZIP, xem docs/importing-office.md")
        parser.add_argument("--take", action="store_true", help="nhập; không ghi thì chỉ chạy thử")
        parser.add_argument("--dry-run", action="store_true", help="chỉ chạy thử, kể cả khi có --take")
        parser.add_argument("--partly", action="store_true", help="nhập những dòng đúng dù dòng khác còn lỗi")
        parser.add_argument("--errors", type=Path, help="ghi mọi lỗi vào tệp CSV này")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a dry run or take in, show counts and errors.

        :raises CommandError: when the pack is refused or something of it does not hold
        """
        take, since = options["take"] and not options["dry_run"], time.monotonic()
        common: dict[str, Any] = {"path": options["pack"], "by": SYSTEM, "at": timezone.now(), "tick": self._tick}
        try:
            report = importing.take_in_all(partly=options["partly"], **common) if take else importing.dry_run(**common)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self._show(report, take=take, seconds=time.monotonic() - since)
        if options["errors"]:
            _write(options["errors"], report.problems)
        if report.problems:
            raise CommandError(f"Còn {len(report.problems)} lỗi. Sửa rồi chạy lại; cái đã nhập được giữ nguyên.")

    def _tick(self, what: str, number: int, total: int) -> None:
        if number % 10_000 < 500 or number == total:
            self.stdout.write(f"  {WHAT[what]}: {number}/{total}")

    def _show(self, report: importing.Report, *, take: bool, seconds: float) -> None:
        for problem in report.problems[:SHOWN]:
            self.stdout.write(f"! {problem}")
        if len(report.problems) > SHOWN:
            self.stdout.write(f"… và {len(report.problems) - SHOWN} lỗi nữa; ghi ra tệp bằng --errors.")
        verb = "mới, đã nhập" if take else "mới, sẽ nhập"
        for what, label in WHAT.items():
            told, new, known = report.counts.get((what, ""), 0), report.new[what], report.known[what]
            if told:
                self.stdout.write(f"  {label}: {told} trong gói; {new} {verb}; {known} đã có")
        if take:
            self.stdout.write(f"  đối chiếu trong cơ sở dữ liệu: {report.standing} văn bản của gói này")
        self.stdout.write(f"{'Xong' if take else 'Mới chạy thử'} sau {seconds:.0f} giây.")


def _write(path: Path, problems: list[importing.Problem]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as sink:
        lines = csv.writer(sink)
        lines.writerow(["file", "row", "column", "message"])
        lines.writerows([one.file, one.row, one.column, one.message] for one in problems)
