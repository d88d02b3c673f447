"""Load a province's agencies and, in demo mode, its invented officials; again and again without harm."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.people import operations, queries
from congvu.people.models import Agency, Coordinator, Official
from congvu.people.operations import profile

DEMO_SINCE = date(2025, 7, 1)


def _lines(source: Path) -> Iterator[dict[str, str]]:
    with source.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


class Command(BaseCommand):
    """``manage.py load_profile [--profile haiphong]``."""

    help = "Nạp cơ quan, bộ phận của tỉnh; ở chế độ trình diễn nạp thêm cán bộ giả định"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another profile than that of the settings."""
        parser.add_argument("--profile", default=settings.PROFILE.name)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing and say how much it was."""
        folder = settings.PROFILE.parent / str(options["profile"])
        if not (folder / "agencies.csv").exists():
            raise CommandError(f"Không có hồ sơ tỉnh {folder.name}: thiếu {folder / 'agencies.csv'}")
        at = timezone.now()
        agencies = profile.load_agencies(rows=list(map(_agency, _lines(folder / "agencies.csv"))), by=SYSTEM, at=at)
        units = profile.load_units(rows=_units(folder / "units.yaml"), by=SYSTEM, at=at)
        profile.load_links(
            successions=[
                profile.SuccessionRow(old=line["old"], new=line["new"], is_main=line["is_main"] == "1", act=line["act"])
                for line in _lines(folder / "successions.csv")
            ],
            aliases=[profile.AliasRow(**line) for line in _lines(folder / "aliases.csv")],
            by=SYSTEM,
            at=at,
        )
        _coordinators(folder / "coordinators.csv", at=at)
        people = _demo_officials(folder / "demo_officials.yaml", at=at) if settings.DEMO else 0
        self.stdout.write(f"Cơ quan: thêm {agencies}; bộ phận: thêm {units}; cán bộ giả định: thêm {people}")


def _coordinators(source: Path, *, at: datetime) -> None:
    """Name who does which duty beside whom, where nobody is named yet; what an administrator changed stays."""
    if not source.exists():
        return
    known = set(Coordinator.objects.values_list("duty", "for_agency__code"))
    ids = dict(Agency.objects.filter(valid_to=None).values_list("code", "id"))
    for line in _lines(source):
        if (line["duty"], line["for"] or None) not in known:
            operations.set_coordinator(
                duty=line["duty"],
                for_agency_id=ids[line["for"]] if line["for"] else None,
                agency_id=ids[line["agency"]],
                valid_from=_day(line["valid_from"]),
                by=SYSTEM,
                at=at,
            )


def _agency(line: dict[str, str]) -> profile.AgencyRow:
    return profile.AgencyRow(
        code=line["code"],
        code_is_invented=line["code_is_invented"] == "1",
        name=line["name"],
        short_name=line["short_name"],
        kind=line["kind"],
        realm=line["realm"],
        parent=line["parent"],
        place=line["place"],
        valid_from=_day(line["valid_from"]),
        valid_to=_day(line["valid_to"]),
        address=line["address"],
    )


def _units(source: Path) -> list[profile.UnitRow]:
    return [
        profile.UnitRow(
            agencies=frozenset(group["agencies"]),
            places=frozenset(group.get("places", ())),
            code=unit["code"],
            name=unit["name"],
            kind=unit["kind"],
        )
        for group in yaml.safe_load(source.read_text(encoding="utf-8"))
        for unit in group["units"]
    ]


def _demo_officials(source: Path, *, at: datetime) -> int:
    if not source.exists():
        return 0
    known = set(Official.objects.values_list("staff_code", flat=True))
    rows = [row for row in yaml.safe_load(source.read_text(encoding="utf-8")) if row["staff_code"] not in known]
    for row in rows:
        with transaction.atomic():
            _enrol(row, at=at)
    return len(rows)


def _enrol(row: dict[str, Any], *, at: datetime) -> None:
    on = timezone.localdate(at)
    agency = queries.agency(code=row["agency"], on=on)
    units = {unit.code: unit.id for unit in queries.units(agency_id=agency.id, on=on)}
    official = operations.enrol(
        staff_code=row["staff_code"],
        full_name=row["full_name"],
        email=f"{row['staff_code']}@congvu.example",
        by=SYSTEM,
        at=at,
    )
    operations.appoint(
        official_id=official.id,
        agency_id=agency.id,
        unit_id=units[row["unit"]] if "unit" in row else None,
        title=row["title"],
        valid_from=DEMO_SINCE,
        by=SYSTEM,
        at=at,
    )
    for role in row["roles"]:
        operations.grant_role(
            official_id=official.id,
            role=role["role"],
            agency_id=agency.id,
            unit_id=units[role["unit"]] if "unit" in role else None,
            valid_from=DEMO_SINCE,
            by=SYSTEM,
            at=at,
        )
