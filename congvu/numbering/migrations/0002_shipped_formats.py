"""Load the shipped formats: dossier codes old and new, numbers in the birth book."""

from django.db import migrations

from congvu.numbering.shipped import FORMATS

def load(apps, schema_editor):
    apps.get_model("numbering", "CodeFormat").objects.bulk_create(
        apps.get_model("numbering", "CodeFormat")(**row) for row in FORMATS
    )


class Migration(migrations.Migration):
    dependencies = [("numbering", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
