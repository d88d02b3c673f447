"""Print the description of the API: ``manage.py export_openapi > docs/openapi.json``."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from congvu.sites.api.doors import api


class Command(BaseCommand):
    """Writes OpenAPI 3.1 to the standard output; CI compares it with docs/openapi.json."""

    help = "In bản mô tả OpenAPI của API"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it, Vietnamese as it is."""
        with override("vi"):
            self.stdout.write(json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2))
