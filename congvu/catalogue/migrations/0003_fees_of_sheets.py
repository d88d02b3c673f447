"""The fees of the sheets in force become the first rules."""

from django.db import migrations


def fill(apps, schema_editor):
    """Make rules of the fees of every sheet in force; from now on the rows are the truth."""
    rule, act = apps.get_model("catalogue", "FeeRule"), apps.get_model("catalogue", "LegalAct")
    versions = apps.get_model("catalogue", "ProcedureVersion").objects.filter(state="in_force").order_by("number")
    last = {version.procedure_id: version for version in versions}
    for version in last.values():
        for row in version.sheet["fees"]:
            law = row.get("law", {})
            rule.objects.create(
                procedure_id=version.procedure_id,
                code=row["code"],
                name=row["name"],
                when=row.get("when", ""),
                amount=str(row["amount"]),
                ceiling=row.get("ceiling"),
                unit=row.get("unit", ""),
                words=row.get("words", ""),
                set_by=row.get("set_by", ""),
                act=act.objects.filter(number=law.get("act", "")).first(),
                article=law.get("article", ""),
                valid_from=version.valid_from,
            )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_fee_rules")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
