"""Rehearsals know where their change is decided, so that whoever decides sees them there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rehearsals", "0001_initial")]

    operations = [
        migrations.AddField("rehearsal", "about", models.CharField(blank=True, default="", max_length=80), False),
        migrations.AddIndex(
            "rehearsal", models.Index(fields=["about", "-made_at"], name="rehearsals_about")
        ),
    ]
