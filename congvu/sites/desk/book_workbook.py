"""A book as an Excel sheet."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from congvu.kit.workbooks import new_workbook
from congvu.numbering.models import Book


def book_workbook(
    book: Book, *, month: int | None, headings: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> bytes:
    """Write the lines of a book as they stand in it; what people typed stays text, never a formula or a link.

    :param rows: each with ``number``, ``date``, a cell for each heading, ``notes``
    """
    sink = io.BytesIO()
    with new_workbook(sink) as whole:
        sheet = whole.add_worksheet(_("Sổ"))
        bold = whole.add_format({"bold": True})
        head = whole.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top"})
        cell = whole.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        day = whole.add_format({"num_format": "dd/mm/yyyy", "border": 1, "valign": "top"})
        state = _("đã khóa ngày %(day)s") % {"day": f"{book.closed_at:%d/%m/%Y}"} if book.closed_at else _("đang ghi")
        when = _("tháng %(month)s năm %(year)s") % {"month": month, "year": book.year} if month else str(book.year)
        sheet.write_string(0, 0, f"{book.title}, {when}", bold)
        sheet.write_string(1, 0, f"{book.agency.name} · {state}")
        for column, text in enumerate([_("Số"), _("Ngày"), *headings, _("Ghi chú")]):
            sheet.write_string(3, column, text, head)
        for line, row in enumerate(rows, 4):
            sheet.write_number(line, 0, row["number"], cell)
            sheet.write_datetime(line, 1, row["date"], day)
            for column, text in enumerate([*row["cells"], "; ".join(row["notes"])], 2):
                sheet.write_string(line, column, str(text), cell)
        sheet.set_column(0, 1, 12)
        sheet.set_column(2, 2 + len(headings), 28)
        sheet.freeze_panes(4, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(3)
    return sink.getvalue()
