"""The reason of a day in English, for the rows that are shipped too."""

from django.db import migrations, models

from congvu.workdays import shipped


def fill(apps, schema_editor):
    day_model = apps.get_model("workdays", "CalendarDay")
    for day, rule in shipped.days():
        day_model.objects.filter(date=day, reason=rule.reason).update(english=rule.english)


class Migration(migrations.Migration):
    dependencies = [("workdays", "0002_shipped_calendar")]
    operations = [
        migrations.AddField(
            model_name="calendarday",
            name="english",
            field=models.CharField(blank=True, max_length=200, verbose_name="lý do bằng tiếng Anh"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
