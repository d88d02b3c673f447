"""The quarterly table of procedures as an Excel sheet (tình hình, kết quả giải quyết TTHC)."""

import io
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from congvu.indicators.figures import Figures
from congvu.indicators.queries.published import Published
from congvu.kit.workbooks import new_workbook

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def columns() -> list[tuple[str, list[str]]]:
    """Return the heads of the table: a group and its columns."""
    return [
        (
            _("Số hồ sơ tiếp nhận"),
            [_("Tổng"), _("Kỳ trước chuyển qua"), _("Trực tuyến"), _("Trực tiếp"), _("Bưu chính")],
        ),
        (_("Đã giải quyết"), [_("Tổng"), _("Trước hạn"), _("Đúng hạn"), _("Quá hạn")]),
        (_("Rút, dừng"), [_("Tổng")]),
        (_("Đang giải quyết"), [_("Tổng"), _("Trong hạn"), _("Quá hạn")]),
    ]


def cells(row: Figures) -> list[int]:
    """Return the numbers of a line in the order of :func:`columns`."""
    came = [row.taken, row.carried, row.online, row.direct, row.post]
    return [*came, row.solved, row.early, row.on_time, row.late, row.stopped, row.open, row.open_in_time, row.open_late]


def workbook(
    table: Published, *, title: str, place: str, reasons: Sequence[tuple[str, str, int]] | None = None
) -> bytes:
    """Write the table with its sums as formulas' results, so that every reader shows the same numbers.

    :param reasons: of lateness, on a sheet of their own: step, agency, dossiers
    """
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        sheet = book.add_worksheet(table.period.code)
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1})
        cell = book.add_format({"border": 1, "num_format": "#,##0"})
        whole = book.add_format({"border": 1, "num_format": "#,##0", "bold": True})
        sheet.write_string(0, 0, title, bold)
        counted = f"{timezone.localtime(table.counted_at):%H:%M %d/%m/%Y}" if table.counted_at else "–"
        sheet.write_string(1, 0, f"{place} · {table.period.words} · {_('Số liệu tính lúc')} {counted}")
        sheet.merge_range(3, 0, 4, 0, _("STT"), head)
        sheet.merge_range(3, 1, 4, 1, _("Cơ quan, lĩnh vực, thủ tục"), head)
        at = 2
        for group, names in columns():
            if len(names) > 1:
                sheet.merge_range(3, at, 3, at + len(names) - 1, group, head)
            else:
                sheet.write_string(3, at, group, head)
            for name in names:
                sheet.write_string(4, at, name, head)
                at += 1
        for number, row in enumerate(table.rows, start=1):
            sheet.write_number(4 + number, 0, number, cell)
            sheet.write_string(4 + number, 1, _plain(row.name), cell)
            for offset, value in enumerate(cells(row.figures)):
                sheet.write_number(4 + number, 2 + offset, value, cell)
        last = 5 + len(table.rows)
        sheet.write_string(last, 1, _("Tổng số"), whole)
        for offset, value in enumerate(cells(table.total)):
            sheet.write_number(last, 2 + offset, value, whole)
        sheet.set_column(1, 1, 48)
        sheet.set_column(2, 14, 11)
        sheet.freeze_panes(5, 2)
        if reasons is not None:
            _write_reasons(book.add_worksheet(_("Nguyên nhân quá hạn")), reasons, head=head, cell=cell, bold=bold)
    return sink.getvalue()


def _write_reasons(
    sheet: Worksheet, reasons: Sequence[tuple[str, str, int]], *, head: Format, cell: Format, bold: Format
) -> None:
    sheet.write_string(0, 0, _("Nguyên nhân quá hạn: bước đầu tiên vượt hạn của mình"), bold)
    for at, name in enumerate((_("STT"), _("Bước quá hạn"), _("Cơ quan của bước"), _("Số hồ sơ"))):
        sheet.write_string(2, at, name, head)
    for number, (step, agency, dossiers) in enumerate(reasons, start=1):
        sheet.write_number(2 + number, 0, number, cell)
        sheet.write_string(2 + number, 1, _plain(step or _("Các bước đều trong hạn của mình")), cell)
        sheet.write_string(2 + number, 2, _plain(agency or "–"), cell)
        sheet.write_number(2 + number, 3, dossiers, cell)
    sheet.set_column(1, 2, 48)


def _plain(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
