import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('documents', '0007_sight_and_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptCopyUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.CharField(max_length=200)),
                ('allowed_by', models.CharField(max_length=200)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('lent_at', models.DateTimeField()),
                ('lent_by', models.JSONField()),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('returned_to', models.JSONField(blank=True, null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_copy_uses', to='documents.document')),
            ],
            options={
                'ordering': ['lent_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('returned_at', None)), fields=('document',), name='kept_copy_with_one')],
            },
        ),
    ]
