"""Take in the dossiers of an older system: ``manage.py import_dossiers FILE.zip|FOLDER [--take] [--partly]``."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congvu.dossiers.lifecycle import State
from congvu.dossiers.operations import importing
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Refusal

SHOWN = 50
EVERY = 200


class Command(BaseCommand):
    """Makes a dry run and tells what would come in; ``--take`` takes it in. Called again it takes in only the rest."""

    help = "Nhập hồ sơ từ hệ thống cũ (thư mục hoặc ZIP gồm các bảng CSV và tệp); mặc định chỉ chạy thử"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the pack and what to do with it."""
        parser.add_argument("pack", type=Path, help="thư mục hoặc tệp ZIP, xem docs/importing.md")
        parser.add_argument("--take", action="store_true", help="nhập; không ghi thì chỉ chạy thử")
        parser.add_argument("--dry-run", action="store_true", help="chỉ chạy thử, kể cả khi có --take")
        parser.add_argument("--partly", action="store_true", help="nhập những hồ sơ đúng dù hồ sơ khác còn lỗi")
        parser.add_argument("--errors", type=Path, help="ghi mọi lỗi vào tệp CSV này")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make a dry run or take in, show counts and errors.

        :raises CommandError: when the pack is refused or something of it does not hold
        """
        path: Path = options["pack"]
        take = options["take"] and not options["dry_run"]
        common: dict[str, Any] = {"path": path, "by": SYSTEM, "at": timezone.now(), "tick": self._tick}
        try:
            report = importing.take_in_all(partly=options["partly"], **common) if take else importing.dry_run(**common)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self._show(report, take=take)
        if options["errors"]:
            _write(options["errors"], report.problems)
        if report.problems:
            raise CommandError(f"Còn {len(report.problems)} lỗi. Sửa rồi chạy lại; hồ sơ đã nhập được giữ nguyên.")

    def _tick(self, number: int, total: int) -> None:
        if number % EVERY == 0 or number == total:
            self.stdout.write(f"  {number}/{total}")

    def _show(self, report: importing.Report, *, take: bool) -> None:
        self.stdout.write("Trong gói:")
        for (what, key), value in sorted(report.counts.items()):
            label = f"{what} {key} ({State(int(key)).label})" if what == "state" else what
            self.stdout.write(f"  {label}: {value}")
        for problem in report.problems[:SHOWN]:
            self.stdout.write(f"! {problem}")
        if len(report.problems) > SHOWN:
            self.stdout.write(f"… và {len(report.problems) - SHOWN} lỗi nữa; ghi ra tệp bằng --errors.")
        if not take:
            self.stdout.write(f"Mới chạy thử: {len(report.new)} hồ sơ mới, {report.known} đã có. Thêm --take để nhập.")
            return
        if not report.taken and not report.problems:
            self.stdout.write(f"Không có gì thay đổi: cả {report.known} hồ sơ đã có từ lần nhập trước.")
            return
        self.stdout.write(f"Đã nhập {report.taken} hồ sơ, {report.known} đã có từ trước.")
        for state, number in sorted(report.states.items()):
            self.stdout.write(f"  đối chiếu: state {state} ({State(state).label}): {number}")
        self.stdout.write(f"  đối chiếu: files: {report.files}")


def _write(path: Path, problems: list[importing.Problem]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as sink:
        lines = csv.writer(sink)
        lines.writerow(["file", "row", "column", "message"])
        lines.writerows([one.file, one.row, one.column, one.message] for one in problems)
