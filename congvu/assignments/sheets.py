"""A view of assignments as an Excel sheet."""

import io
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.assignments.lateness import why_late
from congvu.assignments.models import Assignment
from congvu.kit.workbooks import new_workbook


def workbook(found: Iterable[Assignment], *, title: str, now: datetime) -> bytes:
    """Return the sheet: what, from where, who leads, until when, how it stands, why it is late."""
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        bold, wrap = (
            book.add_format({"bold": True, "text_wrap": True, "border": 1}),
            book.add_format({"text_wrap": True}),
        )
        sheet = book.add_worksheet("Nhiệm vụ")
        sheet.write(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        headings = [
            (_("Nội dung"), 50),
            (_("Nguồn"), 30),
            (_("Chủ trì"), 28),
            (_("Người thực hiện"), 24),
            (_("Ngày giao"), 12),
            (_("Hạn"), 12),
            (_("Trạng thái"), 20),
            (_("Vì sao chậm"), 40),
            (_("Đánh giá"), 10),
        ]
        for column, (heading, width) in enumerate(headings):
            sheet.set_column(column, column, width)
            sheet.write(2, column, heading, bold)
        for line, one in enumerate(found, 3):
            is_late = one.due_at is not None and one.due_at < now and one.state in ("new", "in_progress", "returned")
            cells = [
                one.content,
                one.source_text or str(one.document or one.get_source_display()),
                str(one.lead_unit or one.lead_agency),
                str(one.lead or ""),
                _day(one.given_at),
                _day(one.due_at),
                str(one.get_state_display()),
                why_late(one) if is_late else "",
                str(one.grade or ""),
            ]
            for column, cell in enumerate(cells):
                sheet.write_string(line, column, cell, wrap)
        sheet.freeze_panes(3, 0)
    return sink.getvalue()


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}" if moment else ""
