"""Load the shipped calendar: hours of work, holidays and swapped days 2024-2027."""

from datetime import datetime, time

from django.db import migrations

from congvu.workdays import shipped
from congvu.workdays.calendars import ZONE


def load(apps, schema_editor):
    day_model, hours_model = apps.get_model("workdays", "CalendarDay"), apps.get_model("workdays", "WorkingHours")
    known = datetime.combine(shipped.known_since(), time(), ZONE)
    day_model.objects.bulk_create(
        day_model(date=day, kind=rule.kind, reason=rule.reason, legal_basis=rule.legal_basis, recorded_at=known)
        for day, rule in shipped.days()
    )
    for row in shipped.hours():
        (morning_from, morning_to), (afternoon_from, afternoon_to) = row.sessions
        hours_model.objects.create(
            valid_from=row.valid_from, weekdays=list(row.weekdays),
            morning_from=morning_from, morning_to=morning_to,
            afternoon_from=afternoon_from, afternoon_to=afternoon_to,
        )


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
