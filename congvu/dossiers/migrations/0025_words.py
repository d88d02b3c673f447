from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models


class Migration(migrations.Migration):
    """Builds the index beside the work: of a million dossiers it takes seconds, in which desks go on writing."""

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
    ]
