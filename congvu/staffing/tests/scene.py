"""A ward, its administrators, and Excel files."""

from io import BytesIO

import xlsxwriter
from django.utils import timezone

from congvu.people.models import Role
from congvu.people.tests.conftest import actor, found
from congvu.staffing import operations
from congvu.staffing.models import Import
from congvu.staffing.sheets import BOOKS
from congvu.staffing.writing import workbook


class Town:
    def __init__(self):
        self.ward, self.other = found("H24.166", "phường Ngô Quyền"), found("H24.182", "phường Thủy Nguyên")
        self.chief = actor(self.ward.hire("tinh", "Lê Thị Tỉnh", "Chuyên viên", Role.PROVINCE_ADMIN))
        self.admin = actor(self.ward.hire("quan-tri", "Lưu Đình Long", "Chuyên viên", Role.AGENCY_ADMIN))

    def row(self, number=1, **more):
        return {
            "staff_code": f"cb-{number:05}",
            "full_name": "Phạm Văn Mới",
            "agency": "H24.166",
            "unit": "VP",
            "title": "Công chức",
            "valid_from": "2025-07-01",
            **more,
        }

    def role(self, number=1, **more):
        given = {"staff_code": f"cb-{number:05}", "role": "Thụ lý hồ sơ", "agency": "H24.166", "unit": "VP"}
        return {**given, "valid_from": "2025-07-01", **more}

    def bring(self, officials=(), roles=(), *, by=None, content=None, kind="officials", **sheets):
        sheets = sheets or {"officials": officials, "roles": roles}
        content = content or workbook(BOOKS[kind], sheets)
        made = operations.bring_in(
            stream=BytesIO(content), name="ds.xlsx", kind=kind, by=by or self.chief, at=timezone.now()
        )
        operations.check(import_id=made.pk, at=timezone.now())
        return Import.objects.get(pk=made.pk)

    def load(self, made, *, by=None):
        operations.confirm(import_id=made.pk, by=by or self.chief, at=timezone.now())
        operations.load(import_id=made.pk)
        return Import.objects.get(pk=made.pk)


def plain(cells, title="Cán bộ"):
    """An Excel file with these cells: {(row, column): value}."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(title)
        for (row, column), value in cells.items():
            page.write(row, column, value)
    return out.getvalue()
