"""Marriage registration: what is asked, who may marry, and its life up to two originals."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Outcome, Slip
from congvu.files import queries as files
from congvu.numbering import queries as numbering
from congvu.printing.marks import marks
from congvu.signing import queries as signing
from congvu.vault import queries as vault

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
CONFIRMED = {"status_checked": "1", "both_signed": "1"}

SPOUSE = "full_name birth_date ethnic nationality residence identifier marriage_order status_proof"
ASKED = {"wife": SPOUSE, "husband": SPOUSE, "request": "phone email copies pledge"}
"""Facts: for each side name, date of birth, ethnic group, nationality, residence, personal number, which marriage
it is; no photo; a certificate of marital status only when the data do not show it."""


def test_form_asks_of_each_side_what_the_facts_name(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    asked = {code: " ".join(one.code for one in group.fields) for code, group in groups.items()}
    assert asked == ASKED


def test_papers_follow_how_the_status_is_proven(version, clean):
    def required(**parts):
        values = clean(**parts).values
        asked = catalogue.papers_asked(version=version, answers=values, on=DAY)
        return [paper["code"] for paper in asked if paper["required"]]

    assert required() == []
    assert required(wife={"status_proof": "certificate"}) == ["wife_status"]
    assert required(husband={"status_proof": "certificate"}) == ["husband_status"]


def test_marrying_is_free_and_copies_are_free_for_digital_citizens_for_a_time(version, clean):
    def total(copies, level="", on=DAY):
        values = clean(request={"copies": copies}).values
        return sum(fee.amount for fee in catalogue.fees_due(version=version, answers=values, on=on, level=level))

    assert total(0) == 0
    assert total(2) == 16_000
    assert total(2, "digital", date(2026, 8, 14)) == 16_000
    assert [total(2, "digital", day) for day in (date(2026, 8, 15), DAY)] == [0, 0]
    assert not any(rule.level for rule in catalogue.fee_rules(version=version, on=date(2027, 3, 1)))


def test_who_may_not_marry_here_is_told_why(version, clean):
    def said(**parts):
        return " ".join(catalogue.broken_conditions(version=version, answers=clean(**parts).values, on=DAY))

    assert said() == ""
    assert said(husband={"birth_date": "2006-11-20", "identifier": "031206004321"}) == ""  # 20 today
    assert "chưa đủ 20 tuổi" in said(husband={"birth_date": "2006-11-21", "identifier": "031206004321"})
    assert "chưa đủ 18 tuổi" in said(wife={"birth_date": "2008-11-21", "identifier": "031308001234"})
    assert "2.000806" in said(wife={"nationality": "LA"})
    swapped = clean(wife={"identifier": "031098001234"}).errors
    assert [(error.pointer, error.message) for error in swapped] == [
        ("wife.identifier", "Kiểm tra lại số định danh của bên nữ: đây là số của nam")
    ]


def test_a_marriage_is_signed_by_both_and_its_certificate_kept(commune):
    commune.extra = CONFIRMED
    dossier = commune.submit(return_by="counter")
    commune.does("reception", "accept", dossier)
    with pytest.raises(operations.OfficerFieldWrong, match="Đánh dấu"):
        commune.does("case_officer", "register_result", dossier, extra={"status_checked": "1"})
    commune.does("case_officer", "register_result", dossier)
    commune.does("leader", "sign_result", dossier)
    done = commune.does("clerk", "seal_result", dossier)
    assert (done.state, done.outcome, done.result_number) == (State.DONE, Outcome.GRANTED, "1/2026")
    returned = commune.does("return_desk", "return_result", dossier, receiver="Nguyễn Thị Minh Họa")
    assert returned.state == State.RETURNED

    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    assert marks(pdf).is_good
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    for said in ("GIẤY CHỨNG NHẬN KẾT HÔN", "NGUYỄN THỊ MINH HỌA", "TRẦN VĂN VÍ DỤ", "031096004321", "Số: 1/2026"):
        assert said in text

    kept = vault.papers_of(party_id=commune.mother.pk, kinds={"marriage_certificate"}, on=commune.now.date())
    assert [paper.number for paper in kept] == ["1/2026"]
    (book,) = (one for one in numbering.books(agency_ids=[commune.agency.pk]) if one.kind != "dossier_book")
    said = {cell["name"]: cell["value"] for cell in numbering.book_entries(book=book)[0].cells}
    assert said["Họ, chữ đệm, tên chồng"] == "Trần Văn Ví Dụ"


def test_a_marriage_against_the_law_is_refused_with_its_reason(commune):
    dossier = commune.submit(return_by="counter")
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Bên nam đang có vợ theo dữ liệu hộ tịch")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
