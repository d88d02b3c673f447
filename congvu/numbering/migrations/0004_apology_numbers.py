"""Numbers of apologies (M04) for databases that were loaded before they were shipped."""

from django.db import migrations

from congvu.numbering.shipped import FORMATS


def load(apps, schema_editor):
    formats = apps.get_model("numbering", "CodeFormat")
    if not formats.objects.filter(kind="apology").exists():
        formats.objects.bulk_create(formats(**row) for row in FORMATS if row["kind"] == "apology")


class Migration(migrations.Migration):
    dependencies = [("numbering", "0003_books")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
