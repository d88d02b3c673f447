"""Temporary residence: what form CT01 asks, what it costs by person and by list, its papers and its end."""

from datetime import date

import pytest

from congvu.catalogue import queries as catalogue
from congvu.catalogue.sheets import unchecked
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, Slip

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
ASKED = {
    "applicant": "full_name birth_date sex identifier phone email",
    "residence": "kind content address until overseas",
    "household": "head_name head_identifier relation",
    "housing": "case in_database relation_known",
    "members": "full_name birth_date sex identifier relation",
    "consent": "way owner_name owner_identifier parents_way",
    "request": "waiver delivery post_address pledge",
}
"""CT01 as facts name it, and until when one stays."""


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
        ({}, "counter", "", DAY, 15_000),
        ({}, "online", "", DAY, 7_000),
        ({"residence": {"kind": "list"}}, "counter", "", DAY, 20_000),
        ({"residence": {"kind": "list"}}, "online", "", DAY, 10_000),
        ({}, "online", "digital", DAY, 0),
        ({}, "online", "digital", date(2027, 3, 1), 7_000),
        ({"request": {"waiver": "merit"}}, "counter", "", DAY, 0),
    ],
)
def test_the_fee_follows_channel_citizen_group_and_day(version, clean, parts, channel, level, day, amount):
    due = catalogue.fees_due(version=version, answers=clean(**parts).values, on=day, channel=channel, level=level)
    assert sum(fee.amount for fee in due) == amount


@pytest.mark.parametrize(
    ("parts", "papers"),
    [
        ({}, {"housing"}),
        ({"housing": {"in_database": True}}, set()),
        ({"consent": {"way": "paper"}}, {"housing", "consent"}),
    ],
)
def test_papers_follow_the_answers(version, clean, parts, papers):
    asked = catalogue.papers_asked(version=version, answers=clean(**parts).values, on=DAY)
    assert {paper["code"] for paper in asked if paper["required"]} == papers


def test_nobody_registers_for_more_than_two_years(version, clean):
    values = clean(residence={"until": "2029-01-01"}).values
    assert "không quá 02 năm" in " ".join(catalogue.broken_conditions(version=version, answers=values, on=DAY))


def test_steps_fill_the_limit_and_the_police_run_it(version):
    assert sum(step["limit_minutes"] for step in version.definition.plan) == version.limit.value * 8 * 60 == 1440
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
    commune.does("case_officer", "register_result", dossier, extra={})
    commune.does("leader", "sign_result", dossier)
    done = commune.does("clerk", "seal_result", dossier)
    assert (done.state, done.outcome, done.result_number) == (State.DONE, Outcome.GRANTED, "1/2026/TB-CT")


def test_it_may_be_refused_with_a_reason(commune, settings):
    dossier = taken_in(commune, settings)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Chỗ ở thuộc địa điểm không được đăng ký (Đ.23)")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
