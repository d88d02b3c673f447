"""Certificate of marital status: what is asked, who may have one for marrying, the fee, and its six months."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Outcome, Slip
from congvu.files import queries as files
from congvu.printing.marks import marks
from congvu.signing import queries as signing
from congvu.vault import queries as vault

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)

ASKED = {
    "requester": "full_name identifier birth_date residence relation phone email",
    "person": "full_name birth_date sex ethnic nationality identifier residence lived_from lived_to",
    "status": "kind in_database details",
    "purpose": "kind partner_name partner_birth_date partner_nationality partner_identifier partner_residence"
    " marriage_place other",
    "request": "again waiver delivery post_address pledge",
}
"""The facts name no fields for it: these are what the printed certificate and its book say."""


def test_form_asks_what_certificate_and_book_say(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert {code: " ".join(one.code for one in group.fields) for code, group in groups.items()} == ASKED


def test_papers_follow_the_status_and_come_from_data_when_they_can(version, clean):
    def required(**parts):
        values = clean(**parts).values
        asked = catalogue.papers_asked(version=version, answers=values, on=DAY)
        return [paper["code"] for paper in asked if paper["required"]]

    ended = {"in_database": False, "details": "Số 12/2024/QĐST-HNGĐ"}
    assert required() == []
    assert required(status={"kind": "divorced", **ended}) == ["divorce"]
    assert required(status={"kind": "widowed", **ended}) == ["death_of_spouse"]
    assert required(status={"kind": "divorced", **ended, "in_database": True}) == []
    assert required(request={"again": True}) == ["earlier_certificate"]


def test_the_fee_of_the_province_and_who_does_not_pay_it(version, clean):
    def total(waiver, level=""):
        values = clean(request={"waiver": waiver}).values
        return sum(fee.amount for fee in catalogue.fees_due(version=version, answers=values, on=DAY, level=level))

    assert [total(group) for group in ("none", "merit", "poor", "disability")] == [15_000, 0, 0, 0]
    assert total("none", "digital") == 0


def test_who_gets_none_for_marrying_is_told_why(version, clean):
    def said(**parts):
        return " ".join(catalogue.broken_conditions(version=version, answers=clean(**parts).values, on=DAY))

    assert said() == ""
    assert "chưa đủ tuổi" in said(person={"birth_date": "2008-11-21", "identifier": "031308001234"})
    married = {"kind": "married", "details": "Số 4/2020"}
    assert "đang có vợ hoặc chồng" in said(status=married)
    assert said(status=married, purpose={"kind": "other", "other": "Vay vốn ngân hàng"}) == ""
    assert "không ủy quyền" in said(requester={"relation": "authorised"})


def test_a_certificate_is_signed_and_stands_six_months_in_the_vault(commune):
    commune.extra = {"finding": "Chưa đăng ký kết hôn với ai"}
    done = commune.whole_life(commune.submit())
    assert (done.state, done.outcome, done.result_number) == (State.RETURNED, Outcome.GRANTED, "1/2026")
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    assert marks(pdf).is_good
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    for said in ("NGUYỄN THỊ MINH HỌA", "Chưa đăng ký kết hôn với ai", "Trần Văn Ví Dụ", "06 tháng"):
        assert said in text

    def held(day):
        kinds = {"marital_status_certificate"}
        return [paper.number for paper in vault.papers_of(party_id=commune.mother.pk, kinds=kinds, on=day)]

    assert held(date(2027, 5, 19)) == ["1/2026"]
    assert held(date(2027, 5, 20)) == []


def test_a_status_that_the_data_belie_is_refused(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Dữ liệu hộ tịch: đang có chồng")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
