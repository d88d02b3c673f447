"""Certification of copies: what is asked, what it costs, when it is due, and its life on paper and as a file."""

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, ReturnBy, Slip
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.kit import outbox
from congvu.numbering import queries as numbering
from congvu.printing.marks import marks
from congvu.signing import queries as signing

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
ASKED = "name pages copies electronic issuer number foreign"
"""Facts: the receipt for certification adds pages, paper copies and electronic or not; the book names the original;
a foreign original is refused when it is not legalised."""


def answers(sample: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {"document": {**sample["answers"]["document"], **changed}}


def counter(commune, sample, key: str = "k1", **changed: Any) -> Dossier:
    """File at the counter, with the originals shown, and take it in."""
    given = answers(sample, **changed)
    scan = [commune.paper("scan")] if given["document"]["electronic"] else []
    return commune.submit(key, return_by=ReturnBy.COUNTER, values=given, papers=scan)


def test_form_asks_what_receipt_and_book_need(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert [one.code for one in groups["document"].fields] == ASKED.split()
    assert list(groups) == ["document"]


def test_sample_is_accepted_and_asks_for_a_scan(version, sample):
    outcome = version.form.clean(sample["answers"], context={"today": sample["today"]})
    assert outcome.errors == []
    asked = catalogue.papers_asked(version=version, answers=outcome.values, on=DAY)
    assert [paper["code"] for paper in asked if paper["required"]] == sample["papers"]


@pytest.mark.parametrize(
    ("pages", "copies", "electronic", "total"),
    [
        (1, 1, False, 2_000),
        (2, 1, False, 4_000),
        (5, 1, False, 7_000),
        (198, 1, False, 200_000),
        (300, 1, False, 200_000),
        (300, 2, False, 400_000),
        (5, 2, True, 21_000),
        (5, 0, True, 7_000),
    ],
)
def test_fee_goes_by_page_with_a_ceiling_for_each_copy(version, sample, pages, copies, electronic, total):
    given = version.form.clean(answers(sample, pages=pages, copies=copies, electronic=electronic)).values
    due = catalogue.fees_due(version=version, answers=given, on=DAY)
    assert sum(fee.amount for fee in due) == total


def test_steps_fill_the_day(version):
    assert sum(step["limit_minutes"] for step in version.definition.plan) == 8 * 60


@pytest.mark.parametrize(("moment", "due"), [("2026-11-23 14:59", "2026-11-23"), ("2026-11-23 15:01", "2026-11-25")])
def test_after_three_it_is_due_the_next_working_day(commune, sample, moment, due):
    dossier = counter(commune, sample)
    commune.now = scenes.at(moment)
    taken = operations.accept(dossier_id=dossier.pk, by=commune.officials["reception"], at=commune.now)
    assert taken.due_at.astimezone(scenes.HANOI).date().isoformat() == due  # the 24th of November is a holiday


def test_a_copy_on_paper_is_signed_by_hand_and_stands_in_the_book(commune, sample):
    dossier = counter(commune, sample, electronic=False)
    done = commune.whole_life(dossier)
    assert (done.state, done.outcome) == (State.DONE, Outcome.GRANTED)
    assert done.result_number == "1 quyển số 01/2026-SCT/BS"
    assert not done.slips.filter(kind__in=[Slip.Kind.RESULT, Slip.Kind.SIGNED_RESULT]).exists()
    returned = commune.does("return_desk", "return_result", dossier, receiver="Nguyễn Thị Hồng Ánh")
    assert returned.state == State.RETURNED
    issued = dossiers.issued(public_id=done.public_id)
    assert (issued.number, issued.digest) == (done.result_number, "")
    (book,) = (one for one in numbering.books(agency_ids=[commune.agency.pk]) if one.kind != "dossier_book")
    entry = numbering.book_entries(book=book)[0]
    said = {cell["name"]: cell["value"] for cell in entry.cells}
    assert said["Người yêu cầu chứng thực"] == commune.mother.name
    assert said["Tên của bản chính giấy tờ, văn bản"] == "Bằng tốt nghiệp đại học, TD 0012345"
    assert [note.text for note in entry.notes.all()] == ["Người ký: Đào Văn Lãnh Đạo, Chủ tịch"]


def test_the_statement_to_be_signed_by_hand_is_printed_with_its_words(commune, sample):
    dossier = counter(commune, sample, electronic=False)
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "register_result", dossier)
    dossier = Dossier.objects.get(pk=dossier.pk)
    pdf = operations.result_paper(dossier=dossier, signer=commune.officials["leader"], at=commune.now)
    assert marks(pdf).is_good
    text = " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH" in text
    assert "Số chứng thực: 1 quyển số 01/2026-SCT/BS" in text
    assert not PdfReader(io.BytesIO(pdf)).get_fields()


def test_an_electronic_copy_holds_every_page_and_both_signatures(commune, sample):
    dossier = counter(commune, sample)
    done = commune.whole_life(dossier)
    slip = done.slips.get(kind=Slip.Kind.RESULT)
    with files.open_use(files.use(slip.file_use)) as stream:
        pdf = stream.read()
    report = signing.verify(pdf)
    assert report.all_good
    assert len(report.signatures) == 2
    assert marks(pdf).is_good
    reader = PdfReader(io.BytesIO(pdf))
    last = reader.pages[-1]
    assert len(reader.pages) == 1  # as many as the scan
    assert float(last.mediabox.height) > float(last.mediabox.width) * 297 / 210 + 170  # real size, and the strip below
    assert "ĐÚNG VỚI BẢN CHÍNH" in last.extract_text()


def test_numbers_run_on_within_the_year_and_each_agency(commune, sample):
    numbers = []
    for key in ("a", "b"):
        dossier = counter(commune, sample, key, electronic=False)
        commune.does("reception", "accept", dossier)
        numbers.append(commune.does("case_officer", "register_result", dossier).result_number)
    assert numbers == ["1 quyển số 01/2026-SCT/BS", "2 quyển số 01/2026-SCT/BS"]


def test_nothing_is_entered_before_original_and_copy_were_compared(commune, sample):
    dossier = counter(commune, sample, electronic=False)
    commune.does("reception", "accept", dossier)
    for given in ({}, {"compared": "1"}):
        with pytest.raises(operations.OfficerFieldWrong, match="Đánh dấu"):
            commune.does("case_officer", "register_result", dossier, extra=given)


def test_an_altered_original_is_refused_with_its_reason_and_the_book_says_so(commune, sample):
    dossier = counter(commune, sample, electronic=False)
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "register_result", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Bản chính bị tẩy xóa ngày cấp (NĐ 23/2015)")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
    while outbox.deliver_due(limit=20):
        pass
    (book,) = (one for one in numbering.books(agency_ids=[commune.agency.pk]) if one.kind != "dossier_book")
    assert "Bản chính bị tẩy xóa" in numbering.book_entries(book=book)[0].notes.get().text
    assert dossiers.issued(public_id=dossier.public_id) is None


def test_a_foreign_original_that_is_not_legalised_cannot_be_filed(commune, sample):
    with pytest.raises(operations.ConditionsNotMet, match="hợp pháp hóa"):
        counter(commune, sample, foreign="not_legalised")


def test_what_was_written_from_memory_is_marked(version):
    places = catalogue.unchecked(version=version)
    assert {"fees.0.law", "limit.law", "legal_basis.0"} <= set(places)
    assert "legal_basis.4" not in places
