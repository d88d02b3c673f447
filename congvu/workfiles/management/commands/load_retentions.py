"""Loads the retention periods of files."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.workfiles.operations import load_retentions


class Command(BaseCommand):
    """Takes over every shipped retention that the database lacks; changed ones stay as they are."""

    help = "Nạp bảng thời hạn bảo quản hồ sơ (TT 10/2022/TT-BNV)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many are new."""
        self.stdout.write(f"retentions: {load_retentions(by=SYSTEM, at=timezone.now())}")
