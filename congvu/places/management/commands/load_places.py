"""Load the administrative units that come with the program; again and again without harm."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.places.operations import SuccessionRow, UnitRow, load_successions, load_units

DATA = Path(__file__).resolve().parents[2] / "data"
REFORM = date(2025, 7, 1)


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


class Command(BaseCommand):
    """``manage.py load_places``."""

    help = "Nạp danh mục đơn vị hành chính trước và sau ngày 01/7/2025"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing and say how much it was."""
        at = timezone.now()
        units = (
            UnitRow(
                code=line["code"],
                name=line["name"],
                kind=line["kind"],
                parent=line["parent"],
                valid_from=_day(line["valid_from"]),
                valid_to=_day(line["valid_to"]),
            )
            for line in _lines("units.csv")
        )
        successions = (
            SuccessionRow(
                old=line["old"], new=line["new"], is_partial=line["is_partial"] == "1", is_main=line["is_main"] == "1"
            )
            for line in _lines("successions.csv")
        )
        added = load_units(rows=units, by=SYSTEM, at=at)
        linked = load_successions(rows=successions, on=REFORM, by=SYSTEM, at=at)
        self.stdout.write(f"Đơn vị hành chính: thêm {added}; chuyển đổi địa giới: thêm {linked}")
