"""Take in the collecting accounts of the province's profile."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from congvu.payments.operations import load_accounts


class Command(BaseCommand):
    """Reads profiles/<province>/accounts.csv; never changes an agency that has an account."""

    help = "Nạp tài khoản thu phí, lệ phí của các cơ quan"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many were new."""
        taken = load_accounts(path=settings.PROFILE / "accounts.csv", at=timezone.now())
        self.stdout.write(f"{taken} tài khoản mới")
