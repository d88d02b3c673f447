"""Passport: the sixteen items of TK01, fees by reason and day, papers by age, and its end."""

from datetime import date

import pytest

from congvu.catalogue import queries as catalogue
from congvu.catalogue.sheets import unchecked
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, Slip

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
ASKED = {
    "applicant": "full_name sex birth_date birth_place identifier ethnic religion phone email",
    "places": "permanent temporary current job workplace",
    "family": "father_name father_birth mother_name mother_birth spouse_name spouse_birth",
    "guardian": "capacity full_name identifier",
    "last": "has number date",
    "refund": "account holder bank",
    "request": "reason content chip delivery post_address pledge",
}
"""The items 1 to 16 of TK01 (TT 69/2026), and who declares for a child."""


def test_form_asks_every_field_of_the_facts(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert {code: " ".join(field.code for field in group.fields) for code, group in groups.items()} == ASKED


def test_sample_is_accepted(version, clean):
    outcome = clean()
    assert [(error.pointer, error.message) for error in outcome.errors] == []
    assert catalogue.broken_conditions(version=version, answers=outcome.values, on=DAY) == []


@pytest.mark.parametrize(
    ("parts", "channel", "level", "day", "amount"),
    [
        ({}, "counter", "", DAY, 200_000),
        ({}, "online", "", DAY, 200_000),
        ({}, "online", "", date(2026, 8, 14), 160_000),
        ({"request": {"reason": "lost"}}, "counter", "", DAY, 400_000),
        ({"request": {"reason": "damaged"}}, "online", "digital", DAY, 0),
        ({}, "counter", "digital", date(2027, 3, 1), 200_000),
    ],
)
def test_the_fee_follows_channel_citizen_group_and_day(version, clean, parts, channel, level, day, amount):
    due = catalogue.fees_due(version=version, answers=clean(**parts).values, on=day, channel=channel, level=level)
    assert sum(fee.amount for fee in due) == amount


@pytest.mark.parametrize(
    ("parts", "papers"),
    [
        ({}, {"photo"}),
        ({"request": {"reason": "lost"}}, {"photo", "loss_report"}),
        ({"last": {"has": True, "number": "C1234567", "date": "2018-02-01"}}, {"photo", "old_passport"}),
    ],
)
def test_papers_follow_the_answers(version, clean, parts, papers):
    asked = catalogue.papers_asked(version=version, answers=clean(**parts).values, on=DAY)
    assert {paper["code"] for paper in asked if paper["required"]} == papers


def test_a_child_has_a_guardian_and_needs_no_number_yet(version, clean):
    young = {"birth_date": "2024-03-01", "identifier": None}
    wrong = {error.pointer for error in clean(applicant=young).errors}
    assert {"guardian.capacity", "guardian.full_name", "guardian.identifier"} <= wrong
    assert "applicant.identifier" not in wrong
    guardian = {"capacity": "guardian", "full_name": "Trần Văn Ví Dụ", "identifier": "031093004321"}
    values = clean(applicant=young, guardian=guardian).values
    asked = catalogue.papers_asked(version=version, answers=values, on=DAY)
    assert {"birth", "guardian"} <= {paper["code"] for paper in asked if paper["required"]}


def test_steps_fill_the_limit_and_the_police_run_it(version):
    assert sum(step["limit_minutes"] for step in version.definition.plan) == version.limit.value * 8 * 60 == 3840
    assert version.outside["system"] == "police"
    assert "limit" in unchecked(version.sheet) or not version.sheet["limit"].get("unchecked")


def taken_in(commune, settings) -> Dossier:
    """File it where the province runs it itself, pay, and take it in."""
    settings.POLICE_URL = ""
    dossier = commune.submit(return_by="counter")
    if dossier.state == State.PAYMENT_REQUIRED:
        commune.does("cashier", "record_payment", dossier, receipt="0000123")
    return commune.does("reception", "accept", dossier)


def test_the_province_may_run_it_to_the_result(commune, settings):
    dossier = taken_in(commune, settings)
    commune.does("case_officer", "finish_step", dossier)
    commune.does("leader", "finish_step", dossier)
    commune.does("case_officer", "register_result", dossier, extra={})
    commune.does("leader", "sign_result", dossier)
    done = commune.does("clerk", "seal_result", dossier)
    assert (done.state, done.outcome, done.result_number) == (State.DONE, Outcome.GRANTED, "1/2026/HC")


def test_it_may_be_refused_with_a_reason(commune, settings):
    dossier = taken_in(commune, settings)
    commune.does("case_officer", "take", dossier)
    refused = commune.does(
        "leader", "refuse", dossier, reason="Thuộc trường hợp chưa được cấp giấy tờ xuất nhập cảnh (Đ.21)"
    )
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
