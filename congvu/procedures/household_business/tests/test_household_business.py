"""Household businesses: what is asked, two limits at once, and the life of a dossier through division and chair."""

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, Slip, WorkItem
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.kit import outbox
from congvu.numbering import queries as numbering
from congvu.printing.marks import marks
from congvu.signing import queries as signing

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)

ASKED = {
    "registration": "kind founded_by",
    "business": "name seat phone email website",
    "sectors": "code name main",
    "capital": "amount workers",
    "owner": "full_name sex birth_date ethnic identifier residence contact_address",
    "members": "full_name sex birth_date ethnic identifier address",
    "tax": "method start_date notice_address",
    "insurance": "joins pays",
    "filer": "capacity full_name identifier phone pledge",
}
"""Facts: kind of registration; name; seat with phone, e-mail, website; VSIC sectors with the main one; capital;
workers; owner with sex, birth, ethnic group, number, address; members; tax method, start, address of notices; social
insurance; filer or authorised person."""


def answers(sample: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Return the sample with parts changed: a dict mends its group, anything else takes its place."""
    given = dict(sample["answers"])
    for code, part in changed.items():
        given[code] = {**given.get(code, {}), **part} if isinstance(part, dict) else part
    return given


def clean(version, sample, **changed: Any) -> Any:
    return version.form.clean(answers(sample, **changed), context={"today": sample["today"]})


def test_form_asks_everything_the_facts_name(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    asked = {code: [one.code for one in group.fields] for code, group in groups.items()}
    assert asked == {code: fields.split() for code, fields in ASKED.items()}


def test_sample_is_accepted(version, sample):
    assert [(error.pointer, error.message) for error in clean(version, sample).errors] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"business": {"name": "Công ty Thí Dụ"}}, "business.name"),
        ({"business": {"name": "DOANH NGHIỆP thí dụ"}}, "business.name"),
        ({"business": {"name": "Hộ kinh doanh Thí Dụ"}}, "business.name"),
        ({"owner": {"identifier": "031090001234"}}, "owner.identifier"),  # a man's number
        ({"sectors": [{"code": "56", "name": "Ăn uống", "main": True}]}, "sectors.0.code"),
        ({"capital": {"amount": 0}}, "capital.amount"),
        ({"filer": {"pledge": False}}, "filer.pledge"),
    ],
)
def test_wrong_answers_are_named(version, sample, change, pointer):
    assert pointer in [error.pointer for error in clean(version, sample, **change).errors]


@pytest.mark.parametrize("mains", [[False, False], [True, True]])
def test_exactly_one_sector_is_the_main_one(version, sample, mains):
    rows = [{**row, "main": main} for row, main in zip(sample["answers"]["sectors"], mains, strict=True)]
    values = clean(version, sample, sectors=rows).values
    assert "ngành, nghề chính" in " ".join(catalogue.broken_conditions(version=version, answers=values, on=DAY))


@pytest.mark.parametrize(
    ("founded_by", "capacity", "papers"),
    [
        ("individual", "owner", []),
        ("individual", "authorised", ["filer_authorisation"]),
        ("family", "owner", ["family_minutes", "family_authorisation"]),
    ],
)
def test_papers_follow_who_founds_and_who_files(version, sample, founded_by, capacity, papers):
    values = clean(version, sample, registration={"founded_by": founded_by}, filer={"capacity": capacity}).values
    asked = catalogue.papers_asked(version=version, answers=values, on=DAY)
    assert [paper["code"] for paper in asked if paper["required"]] == papers
    assert [paper["code"] for paper in asked if paper["shown_only"]] == ["identity_paper"]


@pytest.mark.parametrize(("channel", "total"), [("counter", 100_000), ("online", 0)])
def test_the_fee_is_waived_online(version, sample, channel, total):
    values = clean(version, sample).values
    due = catalogue.fees_due(version=version, answers=values, on=DAY, channel=channel)
    assert sum(fee.amount for fee in due) == total


def test_steps_fill_the_limit_of_the_province(version):
    plan = version.definition.plan
    roles = ["reception", "case_officer", "unit_head", "leader", "clerk", "return_desk"]
    assert [step["role"] for step in plan] == roles
    assert sum(step["limit_minutes"] for step in plan) == version.limit.value * 8 * 60


def accepted(commune) -> Dossier:
    return commune.does("reception", "accept", commune.submit())


def test_the_limit_of_the_province_counts_and_that_of_the_law_stands_beside_it(commune):
    dossier = accepted(commune)  # Friday the 20th; Tuesday the 24th is a holiday
    assert dossier.due_at.astimezone(scenes.HANOI).date() == date(2026, 11, 25)
    assert dossier.statutory_due_at.astimezone(scenes.HANOI).date() == date(2026, 11, 26)
    assert dossiers.scores(dossier=dossier) == dossiers.Scores()


@pytest.mark.parametrize(
    ("done", "promised", "statutory"),
    [
        ("2026-11-23 10:00", "early", "early"),
        ("2026-11-25 10:00", "on_time", "early"),
        ("2026-11-26 10:00", "late", "on_time"),
        ("2026-11-27 10:00", "late", "late"),
    ],
)
def test_both_limits_are_scored(commune, done, promised, statutory):
    dossier = accepted(commune)
    dossier.done_at = scenes.at(done)
    assert dossiers.scores(dossier=dossier) == dossiers.Scores(promised, statutory)


def to_the_end(commune, dossier: Dossier) -> Dossier:
    commune.does("case_officer", "register_result", dossier)
    commune.does("unit_head", "finish_step", dossier)
    commune.does("leader", "sign_result", dossier)
    commune.does("clerk", "seal_result", dossier)
    while outbox.deliver_due(limit=20):
        pass
    return Dossier.objects.get(pk=dossier.pk)


def test_a_business_is_registered_through_division_and_chair(commune, division):
    dossier = accepted(commune)
    item = WorkItem.objects.get(dossier=dossier)
    assert (item.role, item.unit_id) == ("case_officer", division.pk)
    done = to_the_end(commune, dossier)
    assert (done.state, done.outcome, done.result_number) == (State.RETURNED, Outcome.GRANTED, "1/2026")
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    assert marks(pdf).is_good
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    for said in ("HỘ KINH DOANH BÚN CÁ THÍ DỤ", "0100109106", "50.000.000 đồng", "5610", "031190001234"):
        assert said in text
    (book,) = (one for one in numbering.books(agency_ids=[commune.agency.pk]) if one.kind != "dossier_book")
    entry = numbering.book_entries(book=book)[0]
    said = {cell["name"]: cell["value"] for cell in entry.cells}
    assert said["Tên hộ kinh doanh"] == "Bún cá Thí Dụ"
    assert said["Mã số hộ kinh doanh"] == "0100109106"


def test_a_commune_without_divisions_does_the_work_as_a_whole(commune):
    assert WorkItem.objects.get(dossier=accepted(commune)).unit_id is None


def test_the_head_of_division_sends_back_and_the_number_stays(commune):
    dossier = accepted(commune)
    commune.does("case_officer", "register_result", dossier)
    commune.does("unit_head", "send_back", dossier, target="appraise", reason="Kiểm tra lại mã ngành")
    again = to_the_end(commune, dossier)
    assert again.result_number == "1/2026"


@pytest.mark.parametrize("code", ["", "0100109107", "12"])
def test_the_certificate_waits_for_a_code_that_holds(commune, code):
    dossier = accepted(commune)
    with pytest.raises(operations.OfficerFieldWrong, match="Mã số hộ kinh doanh"):
        commune.does("case_officer", "register_result", dossier, extra={"business_code": code})


def dossier_index(name):
    """Return the columns of an index of dossiers, as the database has it."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "dossiers_dossier")
    return found[name]["columns"]


def twins_question(dossier):
    with CaptureQueriesContext(connection) as asked:
        assert len(dossiers.alike(dossier=dossier)) == 1
    (question,) = [one["sql"] for one in asked if "distinct_key" in one["sql"]]
    return question


def test_a_taken_name_is_shown_and_the_chair_refuses(commune, sample):
    to_the_end(commune, accepted(commune))
    twin = answers(sample, business={"name": "BÚN CÁ  thí dụ"})
    dossier = commune.does("reception", "accept", commune.submit("k2", values=twin))
    assert [one.title for one in dossiers.alike(dossier=dossier)] == ["Đăng ký thành lập hộ kinh doanh · Bún cá Thí Dụ"]
    question = twins_question(dossier)
    assert '"dossiers_dossier"."values"' not in question, "answers of others are not read"
    for column in dossier_index("dossier_alike"):
        assert f'"dossiers_dossier"."{column}" = ' in question, (
            "twins are found by their index, whatever the agency has"
        )
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Tên trùng với hộ kinh doanh đã đăng ký trong phường")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
    assert dossiers.alike(dossier=Dossier.objects.exclude(pk=dossier.pk).get()) == []
