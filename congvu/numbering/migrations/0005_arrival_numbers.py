"""Load the format of arrival numbers where the shipped formats were loaded earlier."""

from django.db import migrations

from congvu.numbering.shipped import FORMATS


def load(apps, schema_editor):
    formats = apps.get_model("numbering", "CodeFormat")
    if not formats.objects.filter(kind="document_in").exists():
        formats.objects.bulk_create(formats(**row) for row in FORMATS if row["kind"] == "document_in")


class Migration(migrations.Migration):
    dependencies = [("numbering", "0004_apology_numbers")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
