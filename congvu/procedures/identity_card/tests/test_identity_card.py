"""Identity card from 14: the first is free, the rest by reason, biometrics by appointment, and its end."""

from datetime import date

import pytest

from congvu.catalogue import queries as catalogue
from congvu.catalogue.sheets import unchecked
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, Slip

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
ASKED = {
    "applicant": "full_name birth_date sex identifier ethnic religion nationality hometown residence phone email",
    "card": "reason change_known place day integrate",
    "request": "delivery post_address pledge",
}
"""What the card needs: who, why, where, which day, what is put on it."""


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
        ({"card": {"reason": "first"}}, "online", "", DAY, 0),
        ({"card": {"reason": "age"}}, "counter", "", DAY, 0),
        ({"card": {"reason": "change"}}, "online", "", DAY, 50_000),
        ({"card": {"reason": "damaged"}}, "counter", "", DAY, 50_000),
        ({}, "counter", "", DAY, 70_000),
    ],
)
def test_the_fee_follows_channel_citizen_group_and_day(version, clean, parts, channel, level, day, amount):
    due = catalogue.fees_due(version=version, answers=clean(**parts).values, on=day, channel=channel, level=level)
    assert sum(fee.amount for fee in due) == amount


@pytest.mark.parametrize(
    ("parts", "papers"),
    [
        ({}, set()),
        ({"card": {"reason": "change", "change_known": False}}, {"change"}),
    ],
)
def test_papers_follow_the_answers(version, clean, parts, papers):
    asked = catalogue.papers_asked(version=version, answers=clean(**parts).values, on=DAY)
    assert {paper["code"] for paper in asked if paper["required"]} == papers


def test_the_younger_have_a_procedure_of_their_own(version, clean):
    values = clean(applicant={"birth_date": "2016-04-21", "identifier": "031316001234"}).values
    assert "dưới 14 tuổi" in " ".join(catalogue.broken_conditions(version=version, answers=values, on=DAY))


def test_steps_fill_the_limit_and_the_police_run_it(version):
    assert sum(step["limit_minutes"] for step in version.definition.plan) == version.limit.value * 8 * 60 == 3360
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
    assert (done.state, done.outcome, done.result_number) == (State.DONE, Outcome.GRANTED, "1/2026/CC")


def test_it_may_be_refused_with_a_reason(commune, settings):
    dossier = taken_in(commune, settings)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Thông tin không khớp Cơ sở dữ liệu quốc gia về dân cư")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()
