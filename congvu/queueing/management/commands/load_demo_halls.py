"""Open the halls of the demo, once: an agency that has lines keeps them as they are."""

from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.people import queries as people
from congvu.queueing import operations
from congvu.queueing.models import Line


class Command(BaseCommand):
    """``manage.py load_demo_halls``: from ``demo_halls.yaml`` of the profile."""

    help = "Lập sảnh chờ của bản trình diễn"

    def handle(self, *args: Any, **options: Any) -> None:
        """Open what is not there.

        :raises CommandError: outside the demo
        """
        if not settings.DEMO:
            raise CommandError("Chỉ dùng ở chế độ trình diễn.")
        source = settings.PROFILE / "demo_halls.yaml"
        for hall in yaml.safe_load(source.read_text(encoding="utf-8")) if source.exists() else []:
            self._open(hall)

    def _open(self, hall: dict[str, Any]) -> None:
        at = timezone.now()
        agency = people.agency(code=hall["agency"], on=timezone.localdate(at))
        if Line.objects.filter(agency=agency).exists():
            return
        lines = {
            row["letter"]: operations.set_line(agency_id=agency.pk, by=SYSTEM, at=at, **row) for row in hall["lines"]
        }
        for row in hall["counters"]:
            called = [lines[letter].pk for letter in row["lines"]]
            operations.set_counter(agency_id=agency.pk, number=row["number"], line_ids=called, by=SYSTEM, at=at)
        self.stdout.write(f"{agency.name}: {len(lines)} hàng chờ, {len(hall['counters'])} quầy")
