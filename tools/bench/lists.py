"""A province's officials by Excel: one list of 7,500, of whom 300 are wrong."""

from io import BytesIO

from django.utils import timezone

from congvu.dossiers.tests.scenes import Commune
from congvu.kit.actors import SYSTEM
from congvu.staffing import operations, queries
from congvu.staffing.models import Import
from congvu.staffing.sheets import BOOKS
from congvu.staffing.writing import workbook
from tools.bench.figures import Figures, timed

ROWS, WRONG = 7_500, 300


def measure(commune: Commune, figures: Figures) -> None:
    """Bring the list in, read and compare it, load what is right, hand the sheet with errors back."""
    content = workbook(BOOKS["officials"], {"officials": [_row(commune, number) for number in range(ROWS)]})
    made = operations.bring_in(
        stream=BytesIO(content), name="can-bo.xlsx", kind="officials", by=SYSTEM, at=timezone.now()
    )
    name = f"list of {ROWS:,} officials, {WRONG} wrong"
    took = timed(lambda: operations.check(import_id=made.pk, at=timezone.now()))
    figures.add(f"{name}: read and compared", took, "s", 1)
    operations.confirm(import_id=made.pk, by=SYSTEM, at=timezone.now())
    took = timed(lambda: operations.load(import_id=made.pk))
    figures.add(f"{name}: loaded", took, "s", 1)
    counted = queries.counts(made.pk)
    if (counted["loaded"], counted["wrong"]) != (ROWS - WRONG, WRONG):
        raise RuntimeError(f"{name}: {counted}")
    took = timed(lambda: queries.with_errors(Import.objects.get(pk=made.pk)))
    figures.add(f"{name}: written with its errors", took, "s", 1)


def _row(commune: Commune, number: int) -> dict[str, str]:
    return {
        "staff_code": f"do-{number:05}",
        "full_name": "Phạm Văn Mới",
        "agency": commune.agency.code if number >= WRONG else "H24.999",
        "title": "Công chức",
        "valid_from": "2026-01-01",
    }
