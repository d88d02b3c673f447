"""Verify a signed code without a network: ``manage.py verify_qr --keys khoa.json [--list trang-thai-0.cwt] MÃ``."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.vault import checking, codes, cose, keys


class Command(BaseCommand):
    """Reads files only: code, published keys, status lists; exit status 1 when the paper is not to be relied on.

    The verdict «unchecked» (genuine, no fitting list) passes unless ``--strict`` is given.
    """

    help = "Kiểm tra mã ký số trên giấy tờ, không cần mạng và không đọc cơ sở dữ liệu"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("code", nargs="?", help="nội dung của QR; bỏ trống thì đọc từ đầu vào chuẩn")
        parser.add_argument("--keys", required=True, type=Path, help="tệp khóa công khai tải từ /kho/khoa.json")
        parser.add_argument("--list", action="append", default=[], type=Path, help="danh sách từ /kho/trang-thai/N")
        parser.add_argument("--data", type=Path, help="dữ liệu JSON của giấy tờ, để so với mã băm trong mã")
        parser.add_argument("--on", type=dt.date.fromisoformat, help="kiểm tra như vào ngày này, ví dụ 2027-01-31")
        parser.add_argument("--strict", action="store_true", help="không đạt khi thiếu danh sách trạng thái phù hợp")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict and what the code says.

        :raises CommandError: when the paper is not to be relied on, or a file cannot be read
        """
        known = self._keys(options["keys"])
        lists = [self._list(path, known) for path in options["list"]]
        day = options["on"]
        at = dt.datetime.combine(day, dt.time(12), ZoneInfo(settings.TIME_ZONE)) if day else timezone.now()
        verdict = checking.check(options["code"] or sys.stdin.read(), keys=known, lists=lists, at=at)
        if verdict.code is not None:
            self._tell(verdict)
        if not verdict.is_good or (options["strict"] and verdict.finding is checking.Finding.UNCHECKED):
            raise CommandError(verdict.sentence)
        if options["data"] and verdict.code and codes.digest_of(self._json(options["data"])) != verdict.code.digest:
            raise CommandError(_("Dữ liệu kèm theo không phải dữ liệu đã in trên giấy: mã băm khác nhau."))
        self.stdout.write(verdict.sentence)

    def _tell(self, verdict: checking.Verdict) -> None:
        code = verdict.code
        assert code is not None
        list_at = f"{timezone.localtime(verdict.list_at):%H:%M %d/%m/%Y}" if verdict.list_at else ""
        rows = {
            _("Loại giấy tờ"): code.kind,
            _("Số"): code.number,
            _("Cơ quan cấp (mã)"): code.agency_code,
            _("Ngày cấp"): f"{code.issued_on:%d/%m/%Y}" if code.issued_on else "",
            _("Khóa ký của"): verdict.signed_by,
            _("Danh sách trạng thái lúc"): list_at,
        }
        for label, value in rows.items():
            if value:
                self.stdout.write(f"{label}: {value}")

    def _keys(self, path: Path) -> dict[bytes, keys.Key]:
        try:
            return keys.from_set(self._json(path))
        except ValueError as wrong:
            raise CommandError(_("%(path)s không phải tệp khóa công khai.") % {"path": path}) from wrong

    def _list(self, path: Path, known: dict[bytes, keys.Key]) -> checking.StatusListIn:
        try:
            return checking.read_list(path.read_bytes(), keys=known)
        except (OSError, cose.Unreadable) as wrong:
            raise CommandError(_("%(path)s không phải danh sách trạng thái do tỉnh ký.") % {"path": path}) from wrong

    def _json(self, path: Path) -> Any:
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as wrong:
            raise CommandError(_("Không đọc được tệp %(path)s.") % {"path": path}) from wrong
