"""Let an invented city live: ``manage.py simulate --dossiers 3000 --seed 1``."""

import datetime as dt
import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congvu.kit.errors import Declined
from congvu.kit.resting import resting
from congvu.simulation import operations, queries
from congvu.simulation.models import City

SAY_EVERY = 10
"""Seconds between two lines of progress."""
DOCUMENTS = 12
"""Dossiers to one document drawn up, where the number of documents is not given."""


class Command(BaseCommand):
    """May be killed and started again: it goes on where it was. The same words give the same city."""

    help = "Mô phỏng một thành phố: người dân, hồ sơ, văn bản, cán bộ giả định, qua đúng các nghiệp vụ thật"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which city, and for how long to work on it."""
        today = timezone.localdate()
        parser.add_argument("--profile", default=settings.PROFILE.name)
        parser.add_argument("--from", dest="first", type=dt.date.fromisoformat, default=dt.date(today.year, 1, 2))
        parser.add_argument("--to", dest="last", type=dt.date.fromisoformat, help="để trống: đến hôm nay")
        parser.add_argument("--dossiers", type=int, default=3000)
        parser.add_argument("--documents", type=int, help=f"để trống: {DOCUMENTS} hồ sơ một văn bản")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--minutes", type=float, help="dừng sau ngần này phút; lần sau chạy tiếp")
        parser.add_argument("--background", action="store_true", help="nhường máy cho việc khác; xong rồi thì thôi")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan the city, unless it is planned, and live it."""
        if options["background"]:
            os.nice(19)
        city = self._city(options)
        if city.ended_at is not None:
            self.stdout.write("Thành phố này đã mô phỏng xong.")
            return
        since, last_said = time.monotonic(), [0.0]
        limit = options["minutes"]

        def told(now_city: City, at: dt.datetime) -> None:
            if time.monotonic() - last_said[0] >= SAY_EVERY:
                last_said[0] = time.monotonic()
                self._say(now_city, at)

        with resting():
            whole = operations.go_on(
                city,
                until=timezone.now(),
                told=told,
                stop=lambda: limit is not None and time.monotonic() - since > limit * 60,
            )
        for reason, count in queries.refusals(city)[:5]:
            self.stdout.write(f"  {count} × {reason}")
        self.stdout.write(", ".join(f"{name} {count}" for name, count in queries.figures(city).items()))
        self.stdout.write("Xong." if whole else "Dừng giữa chừng; chạy lại lệnh để đi tiếp.")
        self.stdout.write(f"SHA-256 {queries.digest(city)}; {city.spent:.0f} giây")

    def _city(self, options: dict[str, Any]) -> City:
        if not Path(settings.PROFILE.parent / str(options["profile"]) / "agencies.csv").exists():
            raise CommandError(f"Không có hồ sơ tỉnh {options['profile']}")
        documents = options["documents"]
        plan = {
            "profile": options["profile"],
            "seed": options["seed"],
            "first": options["first"],
            "dossiers": options["dossiers"],
            "documents": options["dossiers"] // DOCUMENTS if documents is None else documents,
        }
        # begun on another day, a city that lives until today goes on as it was planned
        known = City.objects.filter(**plan).order_by("id").first() if options["last"] is None else None
        try:
            return known or operations.begin(last=options["last"] or timezone.localdate(), at=timezone.now(), **plan)
        except Declined as refused:
            raise CommandError(str(refused)) from refused

    def _say(self, city: City, at: dt.datetime) -> None:
        done = queries.progress(city)
        left = city.spent / done.share * (1 - done.share) if done.share > 0.01 else None
        rest = f", còn khoảng {left / 60:.0f} phút" if left is not None else ""
        self.stdout.write(
            f"{timezone.localtime(at):%d/%m/%Y %H:%M}  {done.begun} đã nộp, {done.over} đã xong"
            f" ({done.share:.0%}, {city.spent:.0f} giây{rest})"
        )
        self.stdout.flush()
