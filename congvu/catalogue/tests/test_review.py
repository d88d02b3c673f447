"""The repeal of an act lists what rests on it; the review counts cuts and costs by hand-worked numbers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from congvu.catalogue import operations, queries
from congvu.catalogue.models import LegalAct
from congvu.catalogue.reviewing import cost
from congvu.catalogue.tests.scene import NOW, TODAY, birth, propose, renamed
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db
NOBODY = Actor(kind=ActorKind.OFFICIAL, name="Cán bộ", id=999)
AMOUNTS = {"hour_cost": 60000, "form_minutes": 30, "paper_minutes": 10, "trip_minutes": 90}


def test_an_act_is_found_and_lists_procedures_fees_and_parts():
    propose(birth())
    propose(renamed("1.004884", "Đăng ký lại khai sinh"))
    (act, uses), *_rest = queries.acts(text="85/2019", on=TODAY)
    assert (act.number, uses) == ("85/2019/TT-BTC", 2)
    found = queries.resting(act=act, on=TODAY)
    assert {row.kind for row in found} == {"procedure", "fee"}
    assert {row.code for row in found} == {"1.001193", "1.004884"}
    assert any("phí" in row.where for row in found if row.kind == "procedure")


def test_what_has_ended_no_longer_rests_on_the_act():
    propose(birth())
    act = LegalAct.objects.get(number="85/2019/TT-BTC")
    new = propose(replace(birth(), sheet=birth().sheet | {"fees": [], "fee_group": "child.sex"}))
    day = TODAY + timedelta(days=10)
    operations.publish(version_id=new.pk, valid_from=day, by=SYSTEM, at=NOW)
    assert any(row.kind == "fee" for row in queries.resting(act=act, on=TODAY))
    assert not any(row.kind == "fee" for row in queries.resting(act=act, on=day))


def test_an_act_is_marked_repealed_by_the_administrator_with_its_ground():
    propose(birth())
    act = LegalAct.objects.get(number="85/2019/TT-BTC")
    ways = {"act_id": act.pk, "on": date(2027, 1, 1), "at": NOW}
    with pytest.raises(NotAllowed):
        operations.repeal_act(repealed_by="1/2027/TT-BTC", by=NOBODY, **ways)
    with pytest.raises(operations.RepealRefused, match="bãi bỏ"):
        operations.repeal_act(repealed_by=" ", by=SYSTEM, **ways)
    operations.repeal_act(repealed_by="1/2027/TT-BTC", by=SYSTEM, **ways)
    act.refresh_from_db()
    assert (act.valid_to, act.repealed_by) == (date(2027, 1, 1), "1/2027/TT-BTC")


def test_the_share_of_cuts_by_more_than_thirty_percent():
    law = {"act": "123/2015/NĐ-CP", "article": "Đ.1"}
    unit = {"unit": "working_day", "words": "x"}
    for number, (now, old) in enumerate([(7, 10), (6, 10), (30, 40), (5, None)]):
        limit = {"value": now, **unit} | ({"statutory": {"value": old, **unit, "law": law}} if old else {})
        propose(renamed(f"9.00000{number}", f"Thủ tục {number}", limit=limit))
    found = queries.review(on=TODAY, cases={})
    assert [(row.code, row.percent, row.is_cut_much) for row in found.rows] == [
        ("9.000001", 40, True),
        ("9.000000", 30, False),
        ("9.000002", 25, False),
        ("9.000003", 0, False),
    ]
    assert (found.cut_much, len(found.rows), found.percent) == (1, 4, 25.0)


def test_cost_of_a_case_is_time_and_fees_that_everybody_pays():
    papers = [{"required": True}, {"required": True, "is_form": True}, {"required_if": "x"}]
    fees = [
        {"code": "a", "amount": 15000},
        {"code": "a", "amount": 0, "group": "poor"},
        {"code": "b", "amount": "1 * x"},
    ]
    sheet = {"papers": papers, "fees": fees, "service_level": "partial"}
    assert cost(sheet, AMOUNTS) == 60000 * (30 + 10 + 90) // 60 + 15000
    assert cost({**sheet, "service_level": "full"}, AMOUNTS) == 40000 + 15000


def test_a_saving_counts_the_cases_of_a_year_and_rates_are_dated():
    propose(birth())
    more = propose(replace(birth(), sheet=birth().sheet | {"service_level": "information"}))
    operations.publish(version_id=more.pk, valid_from=TODAY + timedelta(days=5), by=SYSTEM, at=NOW)
    cases = {more.procedure_id: 100}
    row = queries.review(on=TODAY + timedelta(days=5), cases=cases).rows[0]
    assert row.saved == -100 * 2 * 90 * 1000
    rate = {"code": "hour_cost", "amount": 120000, "legal_basis": "QĐ 1/2027", "at": NOW}
    with pytest.raises(NotAllowed):
        operations.set_rate(valid_from=TODAY, by=NOBODY, **rate)
    operations.set_rate(valid_from=TODAY + timedelta(days=8), by=SYSTEM, **rate)
    with pytest.raises(operations.RateRefused, match="muộn hơn"):
        operations.set_rate(valid_from=TODAY + timedelta(days=8), by=SYSTEM, **rate)
    assert queries.review(on=TODAY + timedelta(days=9), cases=cases).rows[0].saved == 2 * row.saved
    assert [one.is_shipped for one in queries.review(on=TODAY, cases={}).rates] == [True] * 4
