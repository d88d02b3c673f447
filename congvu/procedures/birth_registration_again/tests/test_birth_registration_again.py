"""Registering a birth again: what is asked, when it may be done, five days with a verification, and the certificate."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations, tasks
from congvu.dossiers import queries as dossiers
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Conclusion, Dossier, Outcome, Slip
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.people import queries as people
from congvu.printing.marks import marks
from congvu.signing import queries as signing
from congvu.vault import queries as vault

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)

PARENT = "declared full_name identifier birth_date ethnic nationality residence"
ASKED = {
    "requester": "full_name identifier birth_date residence relation phone email",
    "person": "full_name birth_date birth_time birth_date_words sex ethnic nationality birth_place hometown"
    " identifier is_official alive",
    "mother": PARENT,
    "father": PARENT,
    "marriage": "registered number book date place",
    "before": "place date number book both_lost reason",
    "papers": "old_certificate",
    "request": "waiver copies delivery post_address pledge",
}
"""Facts: as for a birth, and where, when, under which number and book it was registered, and why it is done again."""


def test_form_asks_everything_the_facts_name(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert {code: " ".join(one.code for one in group.fields) for code, group in groups.items()} == ASKED


def test_all_old_papers_are_asked_and_the_head_of_those_who_serve(version, clean):
    def required(**parts):
        values = clean(**parts).values
        asked = catalogue.papers_asked(version=version, answers=values, on=DAY)
        return [paper["code"] for paper in asked if paper["required"]]

    assert required() == ["personal_papers"]
    assert required(papers={"old_certificate": True}) == ["old_certificate", "personal_papers"]
    assert required(person={"is_official": True}) == ["personal_papers", "head_confirmation"]


def test_only_what_was_registered_before_2016_and_lost_is_registered_again(version, clean):
    def said(**parts):
        return " ".join(catalogue.broken_conditions(version=version, answers=clean(**parts).values, on=DAY))

    assert said() == ""
    assert said(before={"date": "2015-12-31"}) == ""
    assert "2.000635" in said(before={"date": "2016-01-01"})
    assert "2.000635" in said(before={"both_lost": False})
    assert "đang sống" in said(person={"alive": False})


def test_fee_and_steps(version, clean):
    def total(waiver, level=""):
        values = clean(request={"waiver": waiver}).values
        return sum(fee.amount for fee in catalogue.fees_due(version=version, answers=values, on=DAY, level=level))

    assert [total("none"), total("poor"), total("none", "digital")] == [8_000, 0, 0]
    hours = [(step["role"], step["limit_minutes"] // 60) for step in version.definition.plan]
    assert hours == [
        ("reception", 2),
        ("case_officer", 2),
        ("case_officer", 24),
        ("case_officer", 4),
        ("leader", 4),
        ("clerk", 1),
        ("return_desk", 3),
    ]
    assert sum(hour for _role, hour in hours) == version.limit.value * 8


def test_a_birth_is_verified_and_registered_again(commune):
    commune.extra = {"person_identifier": "031175001237", "verification": "Quá 03 ngày làm việc không trả lời"}
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "finish_step", dossier)  # registered here before: nobody else is asked
    commune.does("case_officer", "register_result", dossier)
    commune.does("leader", "sign_result", dossier)
    done = commune.does("clerk", "seal_result", dossier)
    assert (done.outcome, done.result_number) == (Outcome.GRANTED, "1/2026")
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    assert marks(pdf).is_good
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    for said in ("GIẤY KHAI SINH", "(Đăng ký lại)", "TRẦN THỊ THÍ DỤ", "031175001237"):
        assert said in text
    kept = vault.papers_of(party_id=commune.mother.pk, kinds={"birth_certificate"}, on=commune.now.date())
    assert [paper.number for paper in kept] == ["1/2026"]


def test_a_birth_whose_book_is_found_is_refused(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Nơi đăng ký trước đây còn lưu Sổ đăng ký khai sinh")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()


def test_the_commune_of_the_earlier_registration_is_asked_and_its_silence_is_no_answer(commune):
    """It has three working days; past them the officer goes on, says so, and nothing counts as agreed."""
    there, officers = scenes.open_beside("H24.171", "Ủy ban nhân dân xã Ví Dụ", kind="commune")
    commune.extra = {"person_identifier": "031175001237", "verification": "Quá 03 ngày làm việc không trả lời"}
    dossier = commune.does("reception", "accept", commune.submit())
    commune.does("case_officer", "consult", dossier, agency_ids=[there.pk], question="Còn lưu Sổ năm 1975 không?")
    dossier = Dossier.objects.get(pk=dossier.pk)
    part = dossier.legs.get(agency=there)
    assert (part.limit_text, part.due_at < dossier.due_at) == ("24 working_hour", True)
    seen = dossiers.sight(
        dossier=dossier, grants=people.grants(official_id=officers["case_officer"].id, at=commune.now)
    )
    assert [seen.sees(one) for one in ("before.number", "person.full_name", "requester.phone")] == [True, True, False]
    commune.now = part.due_at - timedelta(minutes=20)
    with pytest.raises(operations.NotYetSilent):
        commune.does("case_officer", "go_without", dossier, reason="Không chờ")
    tasks.watch_consultations.func(int(part.due_at.timestamp()))
    assert dossier.legs.get(agency=there).done_at is None, "silence ends nothing by itself"
    commune.now = part.due_at
    commune.does("case_officer", "go_without", dossier, reason="Đã quá 03 ngày làm việc (NĐ 123/2015 Đ.26)")
    said = dossier.records.get()
    assert (said.conclusion, said.agency_id) == (Conclusion.WITHOUT, there.pk)
    commune.does("case_officer", "register_result", dossier)
