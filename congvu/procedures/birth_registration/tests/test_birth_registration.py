"""Birth registration: what is asked, what falls due, what is printed."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from congvu.catalogue import queries
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Outcome, Slip
from congvu.files import queries as files
from congvu.forms.queries import load
from congvu.kit.actors import SYSTEM
from congvu.numbering.operations import issue_code
from congvu.printing.marks import marks
from congvu.printing.operations import print_paper
from congvu.processes import operations as processes
from congvu.signing import queries as signing
from congvu.vault import queries as vault
from congvu.workdays.calendars import ZONE
from congvu.workdays.queries import Unit, due

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 10, tzinfo=ZONE)

ASKED = {
    "requester": "full_name identifier birth_date residence relation phone email",
    "case": "kind evidence",
    "child": "full_name birth_date birth_time birth_date_words sex ethnic nationality"
    " at_clinic clinic birth_place hometown",
    "birth_note": "number date clinic",
    "mother": "declared full_name identifier birth_date ethnic nationality residence",
    "father": "declared full_name identifier birth_date ethnic nationality residence",
    "marriage": "registered number book date place",
    "request": "waiver copies delivery post_address pledge",
}
"""Facts of Luật Hộ tịch and the national e-form: each part of it must be asked."""


def cleaned(version, sample: dict[str, Any], **changed: dict[str, Any]) -> Any:
    answers = {code: {**part, **changed.get(code, {})} for code, part in sample["answers"].items()}
    return version.form.clean(answers, context={"today": sample["today"]})


def test_form_asks_everything_the_law_names(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    asked = {code: [one.code for one in group.fields] for code, group in groups.items()}
    assert asked == {code: fields.split() for code, fields in ASKED.items()}


def test_form_is_served_as_json_schema(version):
    schema = version.form.schema()
    assert schema["$schema"].endswith("2020-12/schema")
    assert set(ASKED) <= set(schema["properties"])


def test_every_word_stands_in_both_languages(version):
    shown = {"label", "title", "say", "name", "short_name", "summary", "words"}

    def texts(part: Any, place: str):
        if isinstance(part, dict):
            for key, value in part.items():
                if key in shown and part.get("code") != "HT":
                    yield f"{place}.{key}", value
                yield from texts(value, f"{place}.{key}")
        elif isinstance(part, list):
            for number, value in enumerate(part):
                yield from texts(value, f"{place}.{number}")

    sheet = {key: value for key, value in version.sheet.items() if key != "legal_basis"}
    sheet["result"] = {key: value for key, value in sheet["result"].items() if key != "book"}  # a book is Vietnamese
    bare = [place for place, value in texts({**sheet, "form": version.form_definition}, "") if isinstance(value, str)]
    assert bare == []


def test_sample_is_accepted(version, sample, places):
    outcome = cleaned(version, sample)
    assert [(error.pointer, error.message) for error in outcome.errors] == []
    assert outcome.values["child"]["birth_date_words"] == (
        "ngày mười bảy, tháng mười một, năm hai nghìn không trăm hai mươi sáu"
    )
    rows = {row.pointer: row.value for section in version.form.summary(outcome.values) for row in section.rows}
    assert "Phường Ngô Quyền" in rows["child.birth_place"]
    assert rows["mother.ethnic"] == "Kinh"


def test_number_of_the_mother_that_belies_her_birth_is_refused(version, sample, places):
    outcome = cleaned(version, sample, mother={"birth_date": "1996-04-21"})
    assert [error.pointer for error in outcome.errors] == ["mother.identifier"]


@pytest.mark.parametrize(
    ("part", "change", "pointer"),
    [
        ("child", {"full_name": "Dụ 2"}, "child.full_name"),
        ("child", {"full_name": "Dụ"}, "child.full_name"),
        ("child", {"birth_date": "2026-11-24"}, "child.birth_date"),
        ("child", {"birth_date": "2026-02-30"}, "child.birth_date"),
        ("birth_note", {"date": "2026-11-16"}, "birth_note.date"),
        ("request", {"pledge": False}, "request.pledge"),
    ],
)
def test_wrong_answers_are_named(version, sample, places, part, change, pointer):
    assert pointer in [error.pointer for error in cleaned(version, sample, **{part: change}).errors]


def test_abandoned_child_has_no_parents_and_another_paper(version, sample, places):
    outcome = cleaned(version, sample, case={"kind": "abandoned"}, requester={"relation": "carer"})
    assert outcome.errors == []
    assert {"mother", "father", "marriage", "birth_note"}.isdisjoint(outcome.values)
    asked = queries.papers_asked(version=version, answers=outcome.values, on=DAY)
    assert [paper["code"] for paper in asked if paper["required"]] == ["abandonment_record"]


@pytest.mark.parametrize(
    ("case", "relation", "papers"),
    [
        ({"kind": "parents", "evidence": "birth_note"}, "mother", ["birth_note"]),
        ({"kind": "parents", "evidence": "witness"}, "father", ["witness_statement"]),
        ({"kind": "parents", "evidence": "pledge"}, "authorised", ["pledge", "authorisation"]),
        ({"kind": "surrogacy", "evidence": "birth_note"}, "mother", ["birth_note", "surrogacy_confirmation"]),
    ],
)
def test_papers_follow_the_case(version, sample, places, case, relation, papers):
    values = cleaned(version, sample, case=case, requester={"relation": relation}).values
    asked = queries.papers_asked(version=version, answers=values, on=DAY)
    assert [paper["code"] for paper in asked if paper["required"]] == papers
    shown = [paper["code"] for paper in asked if paper["shown_only"]]
    assert shown == ["identity_paper", "marriage_certificate"]


@pytest.mark.parametrize(
    ("birth", "waiver", "late_fee"),
    [("2026-09-24", None, 0), ("2026-09-23", "none", 8000), ("2026-09-23", "poor", 0)],
)
def test_registration_within_sixty_days_is_free(version, sample, places, birth, waiver, late_fee):
    values = cleaned(version, sample, child={"birth_date": birth}, request={"waiver": waiver, "copies": 0}).values
    assert sum(fee.amount for fee in queries.fees_due(version=version, answers=values, on=DAY)) == late_fee


def test_copies_cost_eight_thousand_each(version, sample, places):
    fees = queries.fees_due(version=version, answers=cleaned(version, sample).values, on=DAY)
    assert [(fee.code, fee.amount) for fee in fees] == [("copies", 16000)]


@pytest.mark.parametrize(("hour", "minute", "day"), [(14, 59, 23), (15, 1, 25)])
def test_result_is_due_the_same_day_until_three(version, hour, minute, day):
    start = datetime(2026, 11, 23, hour, minute, tzinfo=ZONE)
    found = due(start=start, limit=version.limit, cutoff=version.cutoff)
    assert found.due_at == datetime(2026, 11, day, 17, tzinfo=ZONE)


def test_steps_are_those_of_the_office_and_fill_one_working_day(version):
    plan = version.definition.plan
    assert [(step["role"], step["kind"], step["limit_minutes"]) for step in plan] == [
        ("reception", "receive", 30),
        ("case_officer", "register", 240),
        ("leader", "sign", 120),
        ("clerk", "seal", 30),
        ("return_desk", "return", 60),
    ]
    assert version.limit.unit is Unit.WORKING_DAY


def test_version_names_all_legal_parts(version):
    sheet = version.sheet
    parts = "name procedure_steps channels papers sets limit audience agency result declaration_forms fees conditions"
    assert all(sheet[part] is not None for part in [*parts.split(), "legal_basis"])
    assert {row.part for row in queries.resting_on(act_number="60/2014/QH13")} == {"procedure", "limit", "paper"}


def test_certificate_is_a_page_of_pdf_a_with_a_place_for_the_signature(version, sample, places):
    values = cleaned(version, sample).values
    data = queries.result_data(
        version=version,
        answers=values,
        number=issue_code(kind=version.sheet["result"]["number_kind"], agency_code="H17.21", at=NOON),
        date=DAY,
        agency="Ủy ban nhân dân phường Ngô Quyền",
        parent="Thành phố Hải Phòng",
        place="Ngô Quyền",
        signer_titles=["KT. Chủ tịch", "Phó Chủ tịch"],
        signer_name="Phạm Văn Mẫu",
        code="H17.21-20261123-0000001",
        qr="http://localhost:8000/tra-cuu?ma=H17.21-20261123-0000001",
        extra={"child_identifier": "031326000017"},
    )
    assert data["number"] == "1/2026"
    pdf = print_paper(source=version.result_template, data=data, at=NOON)
    assert marks(pdf).is_good
    reader = PdfReader(BytesIO(pdf))
    assert len(reader.pages) == 1
    assert set(reader.get_fields() or {}) == {"signature"}
    text = " ".join(reader.pages[0].extract_text().split())
    assert "Số: 1/2026" in text
    assert "TRẦN THỊ THÍ DỤ" in text
    assert "031326000017" in text


def test_certificate_leaves_an_undeclared_father_blank(version, sample, places):
    values = cleaned(version, sample, father={"declared": False}).values
    data = queries.result_data(
        version=version, answers=values, number="2/2026", date=DAY, agency="UBND phường Ngô Quyền", place="Ngô Quyền",
        signer_titles=["Chủ tịch"], signer_name="Phạm Văn Mẫu",
    )  # fmt: skip
    assert marks(print_paper(source=version.result_template, data=data, at=NOON)).is_good
    assert "marriage" not in values


def test_process_can_be_defined_again_without_a_second_row(version):
    again = processes.define(key=version.procedure.code, bpmn=bytes(version.definition.bpmn))
    assert again.digest == version.definition.digest
    assert load(version.form_definition).title
    assert SYSTEM.name


def test_a_birth_is_registered_and_its_certificate_kept(commune):
    done = commune.whole_life(commune.submit())
    assert (done.state, done.outcome, done.result_number) == (State.RETURNED, Outcome.GRANTED, "1/2026")
    with files.open_use(files.use(done.slips.get(kind=Slip.Kind.RESULT).file_use)) as stream:
        pdf = stream.read()
    assert signing.verify(pdf).all_good
    kept = vault.papers_of(party_id=commune.mother.pk, kinds={"birth_certificate"}, on=commune.now.date())
    assert [paper.number for paper in kept] == ["1/2026"]


def test_a_birth_registered_elsewhere_is_refused(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Trẻ đã được đăng ký khai sinh ở phường khác")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
