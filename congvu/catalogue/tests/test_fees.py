"""Fee tables: dated rules, the narrowest holds, decided from tomorrow on, proposed by sheets."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from congvu.audit import queries as audit
from congvu.catalogue import operations, queries
from congvu.catalogue.models import FeeRule, ProcedureVersion
from congvu.catalogue.tests.scene import NOW, TODAY, birth, propose
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
ANSWERS = {"request": {"copies": 2, "waiver": "none"}, "child": {"birth_date": "2026-11-01"}}


@pytest.fixture
def version():
    return propose(birth())


def decide(version, **more):
    ways = {"code": "copies", "name": "Phí bản sao", "amount": "10000 * request.copies", "act": "281/2016/TT-BTC"}
    ways |= {"when": "request.copies > 0", "valid_from": TOMORROW, "by": SYSTEM, "at": NOW}
    return operations.set_fee(version=version, **{**ways, **more})


def due(version, on=TODAY, **more):
    fees = queries.fees_due(version=ProcedureVersion.objects.get(pk=version.pk), answers=ANSWERS, on=on, **more)
    return {fee.code: fee.amount for fee in fees}


def test_the_sheets_fees_become_rules_with_their_law(version):
    found = {rule.code: (rule.amount, rule.ceiling, rule.law) for rule in FeeRule.objects.filter(level="")}
    assert found["copies"] == ("8000 * request.copies", None, "281/2016/TT-BTC, Đ.4")
    assert found["late_registration"] == ("8000", 8000, "85/2019/TT-BTC, Đ.5")
    assert due(version) == {"copies": 16000}


def test_a_new_rate_holds_from_its_day_and_ends_the_one_before(version):
    decide(version)
    assert due(version) == {"copies": 16000}
    assert due(version, on=TOMORROW) == {"copies": 20000}
    assert FeeRule.objects.filter(code="copies", valid_to=TOMORROW).count() == 1
    assert "catalogue.set_fee" in [row.action for row in audit.entries(subject=f"procedure:{version.procedure_id}")]


@pytest.mark.parametrize(
    ("rule", "asked", "amount"),
    [
        ({"channel": "online", "amount": "5000"}, {"channel": "online"}, 5000),
        ({"channel": "online", "amount": "5000"}, {"channel": "counter"}, 16000),
        ({"level": "digital", "amount": "0"}, {"level": "digital"}, None),
        ({"level": "digital", "amount": "0"}, {}, 16000),
        ({"channel": "online", "amount": "90000", "ceiling": 7000}, {}, 7000),
        ({"channel": "online", "amount": "1", "when": "request.copies > 5"}, {}, 16000),
    ],
)
def test_of_the_rules_that_fit_the_narrowest_holds(version, rule, asked, amount):
    decide(version, **rule)
    assert due(version, on=TOMORROW, **asked).get("copies") == amount


def test_a_group_is_read_where_the_sheet_says(version):
    version.sheet["fee_group"] = "request.waiver"
    version.save(update_fields=["sheet"])
    decide(version, group="poor", amount="0")
    poor = {**ANSWERS, "request": {"copies": 2, "waiver": "poor"}}
    assert queries.fees_due(version=version, answers=poor, on=TOMORROW) == []
    assert due(version, on=TOMORROW) == {"copies": 16000}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"valid_from": TODAY}, "từ ngày mai"),
        ({"valid_to": TOMORROW}, "phải sau"),
        ({"code": "Bản sao"}, "mã khoản thu"),
        ({"amount": "8000 * nothing.there"}, "Không có biến “nothing”"),
        ({"when": "((("}, r"\(\(\("),
        ({"act": "1/2099/NĐ-CP"}, "Ghi thêm trích yếu"),
        ({"channel": "moon"}, "trong danh sách"),
        ({"amount": "9" * 20}, "quá lớn"),
    ],
)
def test_a_rule_that_does_not_hold_is_refused_in_words(version, wrong, words):
    with pytest.raises(operations.FeeRuleRefused, match=words):
        decide(version, **wrong)


def test_only_the_administrator_of_the_province_decides(version):
    clerk = Actor(kind=ActorKind.OFFICIAL, name="Cán bộ", id=999)
    with pytest.raises(NotAllowed):
        decide(version, by=clerk)
    with pytest.raises(NotAllowed):
        operations.end_fee(rule_id=FeeRule.objects.first().pk, on=TOMORROW, reason="Bỏ", by=clerk, at=NOW)


def test_a_rule_is_ended_from_a_day_or_never_begins(version):
    rule = FeeRule.objects.get(code="copies", level="")
    operations.end_fee(rule_id=rule.pk, on=TOMORROW, reason="Bãi bỏ", by=SYSTEM, at=NOW)
    assert (due(version), due(version, on=TOMORROW)) == ({"copies": 16000}, {})
    coming = decide(version)
    operations.end_fee(rule_id=coming.pk, on=TOMORROW, reason="Ghi nhầm", by=SYSTEM, at=NOW)
    assert not FeeRule.objects.filter(pk=coming.pk).exists()


def test_a_new_sheet_changes_only_what_it_says_anew(version):
    """The rate of copies that the province has set outlives a sheet that changes another fee."""
    decide(version)
    fees = [{**row, "amount": 6000} if row["code"] == "late_registration" else row for row in birth().sheet["fees"]]
    new = propose(replace(birth(), sheet=birth().sheet | {"fees": fees}))
    assert {rule.amount for rule in queries.fee_rules(version=new, on=TODAY)} >= {"6000"}
    operations.publish(version_id=new.pk, valid_from=date(2027, 1, 1), by=SYSTEM, at=NOW)
    new.refresh_from_db()
    found = {rule.code: rule.amount for rule in queries.fee_rules(version=new, on=date(2027, 1, 2))}
    assert (found["copies"], found["late_registration"]) == ("10000 * request.copies", "6000")


def test_an_amount_that_cannot_be_worked_out_is_told(version):
    decide(version, code="more", when="", amount="request.pages * 2")
    with pytest.raises(queries.FeeUnclear, match="Phí bản sao"):
        due(version, on=TOMORROW)


def test_repeal_of_an_act_lists_the_rates_that_rest_on_it(version):
    decide(version)
    assert queries.fees_resting_on(act_number="281/2016/TT-BTC").filter(code="copies").count() == 2
