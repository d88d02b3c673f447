import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_carried")]

    operations = [
        migrations.CreateModel(
            name="TransferClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(blank=True, max_length=100)),
                ("file_use", models.UUIDField(blank=True, null=True)),
                ("told_at", models.DateTimeField()),
                ("told_by", models.JSONField()),
                (
                    "charge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="payments.charge"
                    ),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
    ]
