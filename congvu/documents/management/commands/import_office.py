"""Take in an older office system: ``manage.py import_office FILE.zip|FOLDER [--take] [--partly]``."""

import time
from typing import Any

from congvu.documents.operations import importing
from congvu.kit.taking_in import PackCommand

WHAT = {
    "agencies": "cơ quan",
    "units": "bộ phận",
    "accounts": "cán bộ, chức vụ, vai trò",
    "documents": "văn bản",
    "files": "tệp",
}


class Command(PackCommand):
    """Makes a dry run and tells what would come in; ``--take`` takes it in. Called again it takes in only the rest."""

    help = "Nhập cơ quan, cán bộ, văn bản, tệp từ hệ thống cũ (thư mục hoặc ZIP); mặc định chỉ chạy thử"
    guide = "docs/importing-office.md"
    rows = "dòng"
    stays = "cái"
    dry_run = staticmethod(importing.dry_run)
    take_in_all = staticmethod(importing.take_in_all)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the time of it, beside what every pack does."""
        self.since = time.monotonic()
        super().handle(*args, **options)

    def tick(self, what: str, number: int, total: int) -> None:
        """Say how far it is."""
        if number % 10_000 < 500 or number == total:
            self.stdout.write(f"  {WHAT[what]}: {number}/{total}")

    def show(self, report: importing.Report, *, take: bool) -> None:
        """Say what was found and what came of it."""
        self.show_problems(report.problems)
        verb = "mới, đã nhập" if take else "mới, sẽ nhập"
        for what, label in WHAT.items():
            told, new, known = report.counts.get((what, ""), 0), report.new[what], report.known[what]
            if told:
                self.stdout.write(f"  {label}: {told} trong gói; {new} {verb}; {known} đã có")
        if take:
            self.stdout.write(f"  đối chiếu trong cơ sở dữ liệu: {report.standing} văn bản của gói này")
        seconds = time.monotonic() - self.since
        self.stdout.write(f"{'Xong' if take else 'Mới chạy thử'} sau {seconds:.0f} giây.")
