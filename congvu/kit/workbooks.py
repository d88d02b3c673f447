"""Excel sheets that are written: what people typed stays text in them, never a formula or a link."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Their type of content."""
_TEXT_STAYS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def table_workbook(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[tuple[int, int, int]] = ()
) -> bytes:
    """Return one sheet of words under bold headings.

    :param widths: first column, last column, and their width in letters
    """
    sink = BytesIO()
    with new_workbook(sink) as book:
        sheet, bold = book.add_worksheet(title), book.add_format({"bold": True})
        for column, words in enumerate(heads):
            sheet.write_string(0, column, words, bold)
        for first, last, width in widths:
            sheet.set_column(first, last, width)
        for line, cells in enumerate(rows, start=1):
            for column, words in enumerate(cells):
                sheet.write_string(line, column, words)
    return sink.getvalue()


def figures_workbook(
    sheet_name: str, *, title: str, columns: Iterable[tuple[object, int]], rows: Iterable[Sequence[object]]
) -> bytes:
    """Return one sheet of figures: a title, headings, and rows of one name and whole numbers.

    :param columns: headings, and how wide each is beside the others
    """
    sink = BytesIO()
    with new_workbook(sink) as book:
        sheet, bold = book.add_worksheet(sheet_name), book.add_format({"bold": True, "text_wrap": True})
        number = book.add_format({"num_format": "#,##0"})
        sheet.write_string(0, 0, title, bold)
        for column, (heading, share) in enumerate(columns):
            sheet.set_column(column, column, share * 8)
            sheet.write_string(2, column, str(heading), bold)
        for line, (name, *numbers) in enumerate(rows, start=3):
            sheet.write_string(line, 0, str(name))
            for column, cell in enumerate(numbers, start=1):
                sheet.write_number(line, column, cell, number)
        sheet.freeze_panes(3, 1)
    return sink.getvalue()


def new_workbook(sink: BytesIO) -> xlsxwriter.Workbook:
    """Return a workbook that is written into ``sink`` when its ``with`` block ends."""
    return xlsxwriter.Workbook(sink, _TEXT_STAYS_TEXT)
