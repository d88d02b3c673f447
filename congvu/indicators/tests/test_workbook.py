"""The table leaves the house as an Excel sheet."""

import io

from python_calamine import CalamineWorkbook

from congvu.indicators import queries
from congvu.indicators.queries import Figures, Published, Row


def test_the_sheet_says_what_the_page_says():
    rows = [
        Row("A", "=HYPERLINK(1)", Figures(carried=2, online=3, early=1, on_time=2, late=1, open_in_time=1)),
        Row("B", "Ủy ban nhân dân phường Thí Dụ", Figures(direct=4, post=1, stopped=1, open_late=4)),
    ]
    made = queries.workbook(Published(queries.parse("2026-Q3"), rows, None), title="Tình hình", place="Hải Phòng")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert sheet[5][1] == "'=HYPERLINK(1)"
    assert sheet[5][2:] == [5, 2, 3, 0, 0, 4, 1, 2, 1, 0, 1, 1, 0]
    assert sheet[7][1:] == ["Tổng số", 10, 2, 3, 4, 1, 4, 1, 2, 1, 1, 5, 1, 4]
