from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    """Tries at a password and used codes are counted in a table that all processes share."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
