"""Django application of workdays."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class WorkdaysConfig(AppConfig):
    """Registers workdays."""

    name = "congvu.workdays"
    label = "workdays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill an emptied database with the shipped calendar again (``manage.py flush``)."""
        post_migrate.connect(_fill, sender=self)


def _fill(using: str, **kwargs: Any) -> None:
    from congvu.workdays import operations  # noqa: PLC0415  models are not ready when this file is read
    from congvu.workdays.models import WorkingHours  # noqa: PLC0415

    if using == "default" and WorkingHours._meta.db_table in connections[using].introspection.table_names():
        operations.load_shipped()
