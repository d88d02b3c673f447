"""Loads the kinds of documents."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from congvu.documents.operations import load_kinds
from congvu.kit.actors import SYSTEM


class Command(BaseCommand):
    """Takes over every shipped kind that the database lacks; changed ones stay as they are."""

    help = "Nạp các loại văn bản (29 loại của NĐ 30/2020, bản sao, loại của Đảng, Mặt trận, đoàn thể)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many are new."""
        self.stdout.write(f"document kinds: {load_kinds(by=SYSTEM, at=timezone.now())}")
