"""The results of a survey as an Excel sheet."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from congvu.feedback.models import Survey
from congvu.feedback.queries.surveys import Results
from congvu.kit.workbooks import new_workbook


def survey_workbook(survey: Survey, whole: Results, each: Sequence[Results]) -> bytes:
    """Write each choice with its count, of all agencies and of each; never a word that somebody wrote."""
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        sheet = book.add_worksheet(_("Kết quả"))
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        share = book.add_format({"num_format": "0.0%"})
        sheet.write_string(0, 0, survey.title, book.add_format({"bold": True}))
        sheet.write_string(1, 0, f"{survey.agency.name} · {survey.opens_on:%d/%m/%Y} – {survey.closes_on:%d/%m/%Y}")
        heads = (_("Cơ quan"), _("Số phiếu"), _("Câu hỏi"), _("Trả lời"), _("Số người chọn"), _("Mẫu số"), _("Tỷ lệ"))
        for column, text in enumerate(heads):
            sheet.write_string(3, column, text, head)
        line = 4
        for one in (whole, *each):
            name = one.name or _("Tất cả cơ quan")
            if not one.tallies:
                sheet.write_row(line, 0, [name, one.answers, _("ít phiếu, không hiện kết quả")])
                line += 1
            for tally in one.tallies:
                for words, count, part in tally.shares:
                    sheet.write_row(line, 0, [name, one.answers, tally.question.text, words, count, tally.answered])
                    if part is not None:
                        sheet.write_number(line, 6, part, share)
                    line += 1
        sheet.set_column(0, 0, 40)
        sheet.set_column(2, 2, 60)
        sheet.set_column(3, 3, 30)
        sheet.freeze_panes(4, 0)
    return sink.getvalue()
