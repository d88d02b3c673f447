"""Death registration: what is asked, which paper proves it, the fee after fifteen days, and its life to the extract."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Outcome, Slip
from congvu.files import queries as files
from congvu.numbering import queries as numbering
from congvu.printing.marks import marks
from congvu.signing import queries as signing
from congvu.vault import queries as vault

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)

ASKED = {
    "requester": "full_name identifier birth_date residence relation phone email",
    "deceased": "full_name identifier birth_date sex ethnic nationality residence",
    "death": "date date_words time place cause",
    "proof": "kind number date issuer",
    "request": "waiver copies delivery post_address pledge",
}
"""Facts: requester; of the deceased name, number, sex, ethnic group, nationality, last residence; hour and day, place
and cause of the death; number, day and issuer of the death notice or what stands for it."""


def test_form_asks_everything_the_facts_name(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert {code: " ".join(one.code for one in group.fields) for code, group in groups.items()} == ASKED


def test_one_paper_proves_the_death_and_the_others_are_not_asked(version, clean):
    def required(kind, relation="child"):
        values = clean(proof={"kind": kind}, requester={"relation": relation}).values
        asked = catalogue.papers_asked(version=version, answers=values, on=DAY)
        return [paper["code"] for paper in asked if paper["required"]]

    assert required("notice") == ["death_notice"]
    assert required("court") == ["court_judgment"]
    assert required("police", "authorised") == ["police_paper", "authorisation"]
    assert required("custody") == ["custody_paper"]
    assert required("none") == ["other_evidence"]


def test_fifteen_days_are_free_and_some_pay_nothing_later(version, clean):
    def late(died, waiver="none", level=""):
        values = clean(death={"date": died}, proof={"date": died}, request={"waiver": waiver, "copies": 0}).values
        return sum(fee.amount for fee in catalogue.fees_due(version=version, answers=values, on=DAY, level=level))

    assert [late("2026-11-05"), late("2026-11-04")] == [0, 8000]
    assert [late("2026-11-04", waiver) for waiver in ("merit", "poor", "disability")] == [0, 0, 0]
    assert late("2026-11-04", level="digital") == 0


def test_wrong_answers_are_named(clean):
    assert [e.pointer for e in clean(death={"date": "2026-11-21"}).errors] == ["death.date"]
    assert [e.pointer for e in clean(proof={"date": "2026-11-16"}).errors] == ["proof.date"]
    assert [e.pointer for e in clean(deceased={"identifier": "031141000123"}).errors] == ["deceased.identifier"]


def test_a_death_is_registered_and_the_extract_kept_with_its_notice(commune):
    commune.extra = {"not_registered_before": "1"}
    done = commune.whole_life(commune.submit())
    assert (done.state, done.outcome, done.result_number) == (State.RETURNED, Outcome.GRANTED, "1/2026")
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    assert marks(pdf).is_good
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    for said in ("TRÍCH LỤC KHAI TỬ", "NGUYỄN VĂN GIẢ ĐỊNH", "05 giờ 40 phút, ngày 17 tháng 11 năm 2026", "88/2026"):
        assert said in text
    kept = vault.papers_of(party_id=commune.mother.pk, kinds={"death_extract"}, on=commune.now.date())
    assert [paper.number for paper in kept] == ["1/2026"]
    (book,) = (one for one in numbering.books(agency_ids=[commune.agency.pk]) if one.kind != "dossier_book")
    said = {cell["name"]: cell["value"] for cell in numbering.book_entries(book=book)[0].cells}
    assert (said["Họ, chữ đệm, tên"], said["Nguyên nhân chết"]) == ("Nguyễn Văn Giả Định", "Bệnh già")


def test_a_death_registered_elsewhere_is_refused(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Việc chết đã đăng ký khai tử tại phường khác")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
