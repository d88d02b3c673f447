"""A dossier keeps the digest of the answers that no other may have; those filed before get theirs."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from congvu.kit.text import fold


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Compute the digest as ``queries.distinct_key`` did on this day."""
    dossiers = apps.get_model("dossiers", "Dossier").objects.all()
    for version in apps.get_model("catalogue", "ProcedureVersion").objects.only("id", "sheet").iterator():
        if pointers := version.sheet.get("distinct"):
            for one in dossiers.filter(version_id=version.pk).only("id", "values").iterator():
                said = [_folded(one.values, pointer) for pointer in pointers]
                if any(said):
                    key = hashlib.sha256("\n".join(said).encode()).hexdigest()
                    dossiers.filter(pk=one.pk).update(distinct_key=key)


def _folded(values: Mapping[str, Any], pointer: str) -> str:
    found: Any = values
    for part in pointer.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return fold(str(found or "")).replace(" ", "")


class Migration(migrations.Migration):
    """Column, rows, index."""

    dependencies = [
        ("catalogue", "0007_service_levels"),
        ("dossiers", "0018_declared_outages"),
        ("people", "0003_coordinators"),
        ("processes", "0003_passed_agency"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier", name="distinct_key", field=models.CharField(blank=True, max_length=64)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("distinct_key", ""), _negated=True),
                fields=["competent_agency", "distinct_key"],
                name="dossier_alike",
            ),
        ),
    ]
