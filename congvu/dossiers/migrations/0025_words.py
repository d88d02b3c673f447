from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models


class Migration(migrations.Migration):
    """Builds the index beside the work: of a million dossiers it takes seconds, in which desks go on writing.

    How often each word stands PostgreSQL learns at once: without, it would read a word of every dossier by the index
    until autovacuum comes by, and then sort them all.
    """

    atomic = False
    dependencies = [("dossiers", "0024_late_in_agency")]
    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=GinIndex(
                SearchVector(
                    models.Func(
                        models.F("search_text"),
                        models.Value("/-._"),
                        models.Value("    "),
                        function="translate",
                        output_field=models.TextField(),
                    ),
                    config="simple",
                ),
                name="dossier_words",
            ),
        ),
        migrations.RunSQL("ANALYZE dossiers_dossier", migrations.RunSQL.noop),
    ]
