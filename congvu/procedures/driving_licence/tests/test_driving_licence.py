"""Driving licence: every class, fees by channel and day, what the databases spare, and its end."""

from datetime import date

import pytest

from congvu.catalogue import queries as catalogue
from congvu.catalogue.sheets import unchecked
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Outcome, Slip

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
ASKED = {
    "applicant": "full_name birth_date sex identifier residence phone email",
    "licence": "classes number issued_on expires_on reason health_known",
    "request": "delivery post_address pledge",
}
"""Fields of TT 12/2025: who, which classes, number, day, reason."""


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
        ({}, "counter", "", DAY, 135_000),
        ({}, "online", "", DAY, 115_000),
        ({}, "online", "digital", DAY, 0),
        ({}, "counter", "digital", date(2027, 3, 1), 135_000),
        ({}, "counter", "digital", date(2026, 8, 14), 135_000),
    ],
)
def test_the_fee_follows_channel_citizen_group_and_day(version, clean, parts, channel, level, day, amount):
    due = catalogue.fees_due(version=version, answers=clean(**parts).values, on=day, channel=channel, level=level)
    assert sum(fee.amount for fee in due) == amount


@pytest.mark.parametrize(
    ("parts", "papers"),
    [
        ({}, {"old_licence"}),
        ({"licence": {"health_known": False}}, {"old_licence", "health"}),
        ({"licence": {"reason": "lost"}}, set()),
    ],
)
def test_papers_follow_the_answers(version, clean, parts, papers):
    asked = catalogue.papers_asked(version=version, answers=clean(**parts).values, on=DAY)
    assert {paper["code"] for paper in asked if paper["required"]} == papers


def test_all_fifteen_classes_may_be_chosen(version):
    page = next(page for page in version.form_definition["pages"] if page["code"] == "licence")
    classes = next(field for field in page["groups"][0]["fields"] if field["code"] == "classes")
    wanted = "A1 A B1 B C1 C D1 D2 D BE C1E CE D1E D2E DE".lower().split()
    assert [option["value"] for option in classes["options"]] == wanted


def test_a_licence_long_expired_needs_a_test_first(version, clean):
    values = clean(licence={"expires_on": "2025-11-01"}).values
    assert "sát hạch lại lý thuyết" in " ".join(catalogue.broken_conditions(version=version, answers=values, on=DAY))


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
    commune.does("case_officer", "register_result", dossier, extra={})
    commune.does("leader", "sign_result", dossier)
    done = commune.does("clerk", "seal_result", dossier)
    assert (done.state, done.outcome, done.result_number) == (State.DONE, Outcome.GRANTED, "1/2026/GPLX")


def test_it_may_be_refused_with_a_reason(commune, settings):
    dossier = taken_in(commune, settings)
    commune.does("case_officer", "take", dossier)
    refused = commune.does("leader", "refuse", dossier, reason="Giấy phép đang bị tước quyền sử dụng")
    assert (refused.state, refused.outcome) == (State.DONE, Outcome.REFUSED)
    assert refused.slips.filter(kind=Slip.Kind.REFUSAL).exists()


def test_a_licence_without_limit_never_expired(version, clean):
    values = clean(licence={"classes": ["a1"], "expires_on": None}).values
    assert catalogue.broken_conditions(version=version, answers=values, on=DAY) == []
