"""Judicial record: one kind a dossier, fees by group and day, powers of attorney, and its end."""

from datetime import date

import pytest

from congvu.catalogue import queries as catalogue
from congvu.catalogue.sheets import unchecked
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, Slip

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
ASKED = {
    "applicant": "relation relation_known phone email",
    "person": "full_name other_name birth_date sex birth_place nationality ethnic identifier residence",
    "stays": "since until place job",
    "family": "father mother spouse",
    "request": "kind purpose posts copies waiver delivery post_address pledge",
}
"""Fields of NĐ 216/2026 Đ.22–25 as facts name them."""


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
        ({}, "online", "", DAY, 200_000),
        ({"request": {"waiver": "student"}}, "online", "", DAY, 100_000),
        ({"request": {"waiver": "merit"}}, "counter", "", DAY, 100_000),
        ({"request": {"waiver": "poor"}}, "counter", "", DAY, 0),
        ({}, "online", "digital", DAY, 0),
        ({}, "online", "digital", date(2027, 3, 1), 200_000),
    ],
)
def test_the_fee_follows_channel_citizen_group_and_day(version, clean, parts, channel, level, day, amount):
    due = catalogue.fees_due(version=version, answers=clean(**parts).values, on=day, channel=channel, level=level)
    assert sum(fee.amount for fee in due) == amount


@pytest.mark.parametrize(
    ("parts", "papers"),
    [
        ({}, set()),
        ({"applicant": {"relation": "other"}}, {"authorisation"}),
        ({"applicant": {"relation": "family", "relation_known": False}}, {"relation"}),
        ({"request": {"waiver": "student"}}, {"exemption"}),
    ],
)
def test_papers_follow_the_answers(version, clean, parts, papers):
    asked = catalogue.papers_asked(version=version, answers=clean(**parts).values, on=DAY)
    assert {paper["code"] for paper in asked if paper["required"]} == papers


def test_record_two_is_for_the_person_alone(version, clean):
    values = clean(applicant={"relation": "other"}, request={"kind": "two"}).values
    assert "không được ủy quyền" in " ".join(catalogue.broken_conditions(version=version, answers=values, on=DAY))


def test_online_the_answer_comes_within_eight_working_hours(version):
    acknowledge = version.outside["acknowledge"]
    assert (acknowledge["value"], acknowledge["unit"]) == (8, "working_hour")


def test_steps_fill_the_limit_and_the_police_run_it(version):
    assert sum(step["limit_minutes"] for step in version.definition.plan) == version.limit.value * 8 * 60 == 2400
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
    commune.does("case_officer", "register_result", dossier, extra={"finding": "Không có án tích"})
    commune.does("leader", "sign_result", dossier)
    done = commune.does("clerk", "seal_result", dossier)
    assert (done.state, done.outcome, done.result_number) == (State.DONE, Outcome.GRANTED, "1/2026/PLLTP")


def test_it_may_be_refused_with_a_reason(commune, settings):
    dossier = taken_in(commune, settings)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Người yêu cầu không có quyền yêu cầu cấp phiếu này")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
