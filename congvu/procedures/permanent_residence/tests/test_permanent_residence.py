"""Permanent residence: what form CT01 asks, what it costs, which papers, and the process when the province runs it."""

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
    "residence": "kind content address overseas",
    "household": "head_name head_identifier relation",
    "housing": "case in_database relation_known",
    "members": "full_name birth_date sex identifier relation",
    "consent": "way owner_name owner_identifier parents_way",
    "request": "waiver delivery post_address pledge",
}
"""CT01 as facts name it: person, head of household, relation, what is asked, who moves along, opinions."""


def test_form_asks_every_field_of_ct01(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    assert {code: " ".join(field.code for field in group.fields) for code, group in groups.items()} == ASKED


def test_sample_is_accepted(clean):
    assert [(error.pointer, error.message) for error in clean().errors] == []


@pytest.mark.parametrize(
    ("channel", "level", "waiver", "day", "amount"),
    [
        ("counter", "", "none", DAY, 20_000),
        ("online", "", "none", DAY, 10_000),
        ("online", "digital", "none", DAY, 0),
        ("counter", "digital", "none", date(2027, 2, 28), 0),
        ("counter", "digital", "none", date(2027, 3, 1), 20_000),
        ("online", "digital", "none", date(2026, 8, 14), 10_000),
        ("counter", "", "child", DAY, 0),
    ],
)
def test_the_fee_follows_channel_citizen_group_and_day(version, clean, channel, level, waiver, day, amount):
    values = clean(request={"waiver": waiver}).values
    due = catalogue.fees_due(version=version, answers=values, on=day, channel=channel, level=level)
    assert sum(fee.amount for fee in due) == amount


@pytest.mark.parametrize(
    ("parts", "papers"),
    [
        ({}, {"housing"}),
        ({"housing": {"in_database": True}}, set()),
        ({"housing": {"in_database": True, "relation_known": False}}, {"relation"}),
        ({"consent": {"way": "paper"}}, {"housing", "consent"}),
        ({"residence": {"overseas": True}}, {"housing", "overseas"}),
    ],
)
def test_papers_follow_the_answers(version, clean, parts, papers):
    asked = catalogue.papers_asked(version=version, answers=clean(**parts).values, on=DAY)
    assert {paper["code"] for paper in asked if paper["required"]} == papers


def test_a_minor_needs_the_parents(version, clean, answers):
    young = {"birth_date": "2012-04-21", "identifier": "031312001234"}
    assert "consent.parents_way" in [error.pointer for error in clean(applicant=young).errors]
    values = clean(applicant=young, consent={"parents_way": "paper"}).values
    asked = catalogue.papers_asked(version=version, answers=values, on=DAY)
    assert "parents_consent" in [paper["code"] for paper in asked if paper["required"]]


def test_steps_fill_the_limit(version):
    assert sum(step["limit_minutes"] for step in version.definition.plan) == version.limit.value * 8 * 60 == 3360


def test_what_nobody_compared_is_marked(version):
    places = unchecked(version.sheet)
    assert {"outside.acknowledge", "fees.0.law", "result"} <= set(places)


@pytest.fixture
def alone(commune, settings):
    """The commune runs it itself: no outside system is set."""
    settings.POLICE_URL = ""
    return commune


def paid(alone) -> Dossier:
    dossier = alone.submit()
    assert dossier.state == State.PAYMENT_REQUIRED
    alone.does("cashier", "record_payment", dossier, receipt="0000123")
    alone.does("reception", "accept", dossier)
    return dossier


def test_the_province_may_run_it_to_the_notice(alone):
    dossier = paid(alone)
    alone.does("case_officer", "finish_step", dossier)
    alone.does("case_officer", "register_result", dossier, extra={})
    alone.does("leader", "sign_result", dossier)
    done = alone.does("clerk", "seal_result", dossier)
    assert (done.state, done.outcome, done.result_number) == (State.DONE, Outcome.GRANTED, "1/2026/TB-CT")


def test_a_wrong_address_is_refused_with_its_reason(alone):
    dossier = paid(alone)
    alone.does("case_officer", "take", dossier)
    refused = alone.does("leader", "refuse", dossier, reason="Chỗ ở thuộc địa điểm không được đăng ký mới (Đ.23)")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
