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


def new_workbook(sink: BytesIO) -> xlsxwriter.Workbook:
    """Return a workbook that is written into ``sink`` when its ``with`` block ends."""
    return xlsxwriter.Workbook(sink, _TEXT_STAYS_TEXT)
