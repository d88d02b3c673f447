"""Copies of civil-status extracts: what is asked, eight thousand đồng a copy, and what the officer finds is printed."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Outcome, Slip
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.printing.marks import marks
from congvu.signing import queries as signing
from congvu.workdays.queries import due

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
FOUND = {
    "register_number": "45/1998, quyển 01/1998",
    "register_date": "05/05/1998",
    "register_place": "Ủy ban nhân dân phường Thí Dụ",
    "entry": "Giới tính: Nữ; Nơi sinh: Bệnh viện Thí Dụ; Mẹ: Lê Thị Ví Dụ",
    "compared": "1",
}

ASKED = {
    "requester": "full_name identifier birth_date residence relation phone email",
    "record": "kind place date number book",
    "subject": "full_name birth_date identifier ethnic nationality residence",
    "request": "copies waiver delivery post_address pledge",
}
"""The facts name no fields for it: these find an entry in the book and say for whom and how many copies."""


def test_form_asks_what_finds_the_entry(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert {code: " ".join(one.code for one in group.fields) for code, group in groups.items()} == ASKED


def test_papers_follow_who_asks(version, clean):
    def required(relation):
        values = clean(requester={"relation": relation}).values
        asked = catalogue.papers_asked(version=version, answers=values, on=DAY)
        return [paper["code"] for paper in asked if paper["required"]]

    assert [required(one) for one in ("self", "body", "authorised")] == [[], ["letter"], ["authorisation"]]


def test_each_copy_costs_and_digital_citizens_pay_nothing_for_a_time(version, clean):
    def total(copies, waiver="none", level=""):
        values = clean(request={"copies": copies, "waiver": waiver}).values
        return sum(fee.amount for fee in catalogue.fees_due(version=version, answers=values, on=DAY, level=level))

    assert [total(1), total(3)] == [8_000, 24_000]
    assert [total(3, "poor"), total(3, level="digital")] == [0, 0]
    assert [error.pointer for error in clean(request={"copies": 0}).errors] == ["request.copies"]


def test_after_three_it_is_due_the_next_working_day(version):
    def day(start):
        return due(start=scenes.at(start), limit=version.limit, cutoff=version.cutoff).due_at.date()

    assert day("2026-11-19 14:59") == date(2026, 11, 19)
    assert day("2026-11-19 15:01") == date(2026, 11, 20)


def test_what_the_book_says_is_printed_and_signed(commune):
    commune.extra = FOUND
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    with pytest.raises(operations.OfficerFieldWrong, match="Nội dung theo Sổ"):
        commune.does("case_officer", "register_result", dossier, extra={**FOUND, "entry": ""})
    commune.does("case_officer", "register_result", dossier)
    commune.does("leader", "sign_result", dossier)
    done = commune.does("clerk", "seal_result", dossier)
    assert (done.outcome, done.result_number) == (Outcome.GRANTED, "1/2026/TLHT-BS")
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    assert marks(pdf).is_good
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    for said in ("TRÍCH LỤC KHAI SINH", "(BẢN SAO)", "NGUYỄN THỊ MINH HỌA", "Mẹ: Lê Thị Ví Dụ", "45/1998"):
        assert said in text


def test_an_entry_that_is_nowhere_is_refused(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Không còn lưu Sổ, cơ sở dữ liệu không có thông tin")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
