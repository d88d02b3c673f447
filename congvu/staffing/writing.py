"""Excel out: templates, exports, and a list with the column of errors. Every cell is text, none is ever a formula."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from congvu.kit.text import clean
from congvu.kit.workbooks import new_workbook
from congvu.staffing.sheets import ERRORS, Sheet

GUIDE = (
    "Mỗi dòng một chức vụ hoặc một vai trò; người giữ nhiều chức vụ có nhiều dòng cùng mã cán bộ.",
    "Cột có dấu * phải ghi. Ngày ghi theo dạng 01/07/2025. Mã cơ quan, mã bộ phận xem ở tờ Danh mục.",
    "Người, cơ quan không có trong tệp được giữ nguyên: nạp danh sách không xóa gì.",
    "Muốn kết thúc một chức vụ hoặc vai trò: giữ nguyên dòng, ghi ngày vào cột “Đến trước ngày”.",
    "Nạp lại cùng một tệp không làm thay đổi gì thêm.",
    "Trước khi nạp, hệ thống cho xem từng thay đổi và từng lỗi theo dòng, cột.",
)


def workbook(
    sheets: Sequence[Sheet],
    rows: Mapping[str, Iterable[Mapping[str, str]]],
    *,
    lists: Sequence[tuple[str, Sequence[Sequence[str]]]] = (),
    errors: Mapping[tuple[str, int], Mapping[str, str]] | None = None,
) -> bytes:
    """Return an Excel file with a sheet each, the guide, and sheets of look-up lists.

    :param rows: cells by the key of the column, for each sheet; days in ISO form
    :param errors: words by the key of the column, for the n-th row (from 0) of a sheet; adds the column of errors
    """
    out = BytesIO()
    with new_workbook(out) as book:
        looks = {
            "text": book.add_format({"num_format": "@", "quote_prefix": True, "text_wrap": False}),
            "head": book.add_format({"bold": True, "bg_color": "#EFE6D8", "border": 1, "text_wrap": True}),
            "wrong": book.add_format({"num_format": "@", "quote_prefix": True, "bg_color": "#F9D6D5"}),
        }
        guide = book.add_worksheet("Hướng dẫn")
        guide.set_column(0, 0, 110)
        for number, line in enumerate(GUIDE):
            guide.write_string(number, 0, f"{number + 1}. {line}")
        for sheet in sheets:
            _write(book.add_worksheet(sheet.title), sheet, rows.get(sheet.key, ()), looks, errors)
        for title, lines in lists:
            page = book.add_worksheet(title)
            page.set_column(0, 3, 34)
            for number, cells in enumerate(lines):
                for at, cell in enumerate(cells):
                    page.write_string(number, at, clean(cell), looks["text"])
        book.get_worksheet_by_name(sheets[0].title).activate()
    return out.getvalue()


def _write(
    page: Any,
    sheet: Sheet,
    rows: Iterable[Mapping[str, str]],
    looks: Mapping[str, Any],
    errors: Mapping[tuple[str, int], Mapping[str, str]] | None,
) -> None:
    titles = [column.title + (" *" if column.needed else "") for column in sheet.columns]
    titles += [ERRORS] if errors is not None else []
    for at, title in enumerate(titles):
        page.write_string(0, at, title, looks["head"])
    page.freeze_panes(1, 1)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, looks["text"])
        if column.hint:
            page.write_comment(0, at, column.hint)
        if column.choices and len(column.choices) > 1:
            # a list written into the rule may hold 255 letters; commas in it would part words
            words = list(column.choices)
            if len(",".join(words)) < 250 and not any("," in word for word in words):
                page.data_validation(1, at, 20_000, at, {"validate": "list", "source": words})
    number = -1
    for number, row in enumerate(rows):
        wrong = (errors or {}).get((sheet.key, number), {})
        for at, column in enumerate(sheet.columns):
            text = row.get(column.key, "")
            look = looks["wrong"] if column.key in wrong else looks["text"]
            page.write_string(number + 1, at, _day(text) if column.is_day else text, look)
        if wrong:
            page.write_string(number + 1, len(sheet.columns), " ".join(wrong.values()), looks["wrong"])
    if errors is not None:
        page.set_column(len(sheet.columns), len(sheet.columns), 70, looks["text"])
        page.autofilter(0, 0, max(number + 1, 1), len(sheet.columns))


def _day(text: str) -> str:
    """Write an ISO day as 01/07/2025; leave what is none."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
