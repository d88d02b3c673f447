"""Excel sheets that are written: what people typed stays text in them, never a formula or a link."""

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


def new_workbook(sink: BytesIO) -> xlsxwriter.Workbook:
    """Return a workbook that is written into ``sink`` when its ``with`` block ends."""
    return xlsxwriter.Workbook(sink, _TEXT_STAYS_TEXT)
