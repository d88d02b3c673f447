"""Django application of numbering."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class NumberingConfig(AppConfig):
    """Registers numbering."""

    name = "congvu.numbering"
    label = "numbering"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill an emptied database with the shipped formats again (``manage.py flush``)."""
        post_migrate.connect(_fill, sender=self)


def _fill(using: str, **kwargs: Any) -> None:
    from congvu.numbering import operations  # noqa: PLC0415  models are not ready when this file is read
    from congvu.numbering.models import CodeFormat  # noqa: PLC0415

    if using == "default" and CodeFormat._meta.db_table in connections[using].introspection.table_names():
        operations.load_shipped()
