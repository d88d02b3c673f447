"""Print a key to the API for the demo: ``curl -H "Authorization: Bearer $(python manage.py demo_api_key)" …``."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from congvu.accounts import operations
from congvu.accounts.models import PartnerKey
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined

PER_MINUTE = 60_000
"""The demo is also what load is measured on."""


class Command(BaseCommand):
    """Makes a key of the demo's invented partner each time: keys are kept as digests and cannot be shown again."""

    help = "In một khoá API của đối tác hư cấu trong bản chạy thử"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key and nothing else.

        :raises CommandError: outside the demo
        """
        now = timezone.now()
        try:
            partner = operations.demo_partner(by=SYSTEM, at=now)
        except Declined as refusal:
            raise CommandError(str(refusal)) from refusal
        _key, text = operations.issue_key(
            partner_id=partner.pk,
            label="Bản chạy thử",
            scopes=PartnerKey.Scope.values,
            per_minute=PER_MINUTE,
            by=SYSTEM,
            at=now,
        )
        self.stdout.write(text)
