"""Explain a due date: ``manage.py due_date --start 2026-02-13T15:30 --limit "1 working_day" [--cutoff 15:00]``."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, time
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from congvu.workdays import queries, shipped
from congvu.workdays.calendars import Calendar

Moment = TypeVar("Moment", datetime, time)


class Command(BaseCommand):
    """Says when a limit ends and which days were not counted."""

    help = "Tính ngày hẹn trả và giải thích các ngày không tính"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--start", required=True, help="thời điểm bắt đầu, ví dụ 2026-02-13T15:30 (giờ Việt Nam)")
        parser.add_argument("--limit", required=True, help='thời hạn, ví dụ "5 working_day"')
        parser.add_argument("--cutoff", help="giờ chốt nhận trong ngày, ví dụ 15:00")
        parser.add_argument("--json", action="store_true", dest="as_json", help="in ra JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer.

        :raises CommandError: when an option cannot be read
        """
        calendar = self._calendar()
        start = self._read(datetime.fromisoformat, options["start"], "2026-02-13T15:30")
        start = start if start.tzinfo else start.replace(tzinfo=calendar.zone)
        cutoff = self._read(time.fromisoformat, options["cutoff"], "15:00") if options["cutoff"] else None
        try:
            limit = queries.Limit.parse(options["limit"])
            found = queries.due(start=start, limit=limit, cutoff=cutoff, calendar=calendar)
        except (ValueError, OverflowError) as wrong:
            raise CommandError(str(wrong)) from wrong
        if options["as_json"]:
            skipped = [{"date": row.date.isoformat(), "reason": row.reason} for row in found.skipped]
            answer = {"due": found.due_at.isoformat(timespec="minutes"), "skipped": skipped}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"Hạn: {found.due_at:%H:%M ngày %d/%m/%Y} ({limit.words})")
        for row in found.skipped:
            self.stdout.write(f"  không tính {row.date:%d/%m/%Y}: {row.reason}")

    def _read(self, reader: Callable[[str], Moment], text: str, example: str) -> Moment:
        try:
            return reader(text)
        except ValueError as wrong:
            raise CommandError(f"Không đọc được “{text}”. Viết như {example}.") from wrong

    def _calendar(self) -> Calendar:
        try:
            return queries.calendar()
        except Error:
            self.stderr.write("Chưa có cơ sở dữ liệu: dùng lịch kèm theo chương trình.")
            return shipped.calendar()
