"""Points by hand: rounding, targets, ladders, grades; shipped sets hold together; a new version from its day on."""

import datetime as dt

import pytest

from congvu.dossiers.tests import scenes
from congvu.indicators import operations, queries
from congvu.indicators.measures import MEASURES
from congvu.indicators.ratios import Ratio
from congvu.indicators.scoring import Item, card, grade, score
from congvu.indicators.sets import shipped_version
from congvu.kit.errors import NotAllowed


def item(way, **more):
    return Item(code="1", name="Thử", way=way, **{"max": 2, "measure": "m", **more})


@pytest.mark.parametrize(("n", "d", "points"), [(5, 4, 1.3), (1, 8, 0.1), (3, 20, 0.2), (0, 3, 0.0), (0, 0, None)])
def test_a_mean_is_rounded_to_one_decimal_half_up(n, d, points):
    assert score(item("mean"), {"m": Ratio(n, d)}).points == points


@pytest.mark.parametrize(("n", "target", "points"), [(40, 0.8, 3.0), (80, 0.8, 6.0), (100, 0.8, 6.0), (50, None, 3.0)])
def test_a_ratio_is_a_share_of_its_target_and_no_more_than_all(n, target, points):
    assert score(item("ratio", max=6, target=target), {"m": Ratio(n, 100)}).points == points


def test_less_time_than_the_limit_is_all_and_twice_is_half():
    assert score(item("lower", max=10, target=1), {"m": Ratio(60, 100)}).points == 10
    assert score(item("lower", max=10, target=1), {"m": Ratio(200, 100)}).points == 5


ONLINE = [
    (0.25, 0.30, 0, 2),
    (0.25, 0.29, 0, 1),
    (0.10, 0.40, 0, 1),
    (0.25, 0.40, 1, 0),
    (0.25, 0.14, 0, 0),
]


@pytest.mark.parametrize(("procedures", "filed", "late", "points"), ONLINE)
def test_the_ninth_indicator_climbs_its_ladder(procedures, filed, late, points):
    [ninth] = [one for one in queries.groups_of(tt01())[0].items if one.code == "9"]
    shares = {
        "online_procedures": Ratio(procedures * 100, 100),
        "online_filed": Ratio(filed * 100, 100),
        "online_late": Ratio(late, 100),
    }
    assert score(ninth, shares).points == points


@pytest.mark.parametrize(
    ("n", "d", "long", "points"), [(0, 0, 0, 2), (10, 10, 0, 2), (9, 10, 0, 1), (8, 10, 0, 0), (9, 10, 1, 0)]
)
def test_the_eighth_indicator_judges_petitions(n, d, long, points):
    [eighth] = [one for one in queries.groups_of(tt01())[0].items if one.code == "8"]
    shares = {"petitions_in_time": Ratio(n, d), "petitions_prolonged": Ratio(long, d)}
    assert score(eighth, shares).points == points


def tt01():
    return shipped_version("tt01")


@pytest.mark.parametrize(
    ("commune", "above", "points"),
    [((1, 1), (0, 0), 2), ((9, 10), (0, 0), 1), ((0, 0), (2, 10), 2), ((0, 0), (1, 10), 1), ((0, 0), (0, 0), None)],
)
def test_the_fifth_indicator_asks_all_of_communes_and_a_fifth_of_those_above(commune, above, points):
    fifth = next(one for one in queries.groups_of(tt01())[0].items if one.code == "5")
    shares = {"desk_whole_commune": Ratio(*commune), "desk_whole_above": Ratio(*above)}
    assert score(fifth, shares).points == points


@pytest.mark.parametrize(("code", "whole"), [("tt01", 18), ("qd766", 100), ("nd224", 0)])
def test_shipped_sets_hold_together(code, whole):
    shipped = shipped_version(code)
    assert queries.whole_of(shipped) == whole
    named = {name for group in queries.groups_of(shipped) for one in group.items for name in one.measures}
    assert named <= set(MEASURES)


def test_groups_of_qd766_have_the_points_of_the_decision():
    sums = {group.code: sum(one.max for one in group.items) for group in queries.groups_of(shipped_version("qd766"))}
    assert sums == {"CKMB": 18, "TDGQ": 20, "DVCTT": 12, "TTTT": 10, "MDHL": 18, "MDSH": 22}


def test_grades_leave_out_what_was_not_counted():
    shares = {"points_time": Ratio(20, 10), "points_steps": Ratio(15, 10)}
    made = card(queries.groups_of(tt01()), shares, only=["1", "2"])
    assert (made.total.points, made.total.most) == (3.5, 4)
    assert grade(made.total, 18, tt01().definition["grades"]) == "Xuất sắc"  # 15,75 of 18
    assert grade(card(queries.groups_of(tt01()), {}, only=["1"]).total, 18, tt01().definition["grades"]) == ""


NOW = scenes.at("2026-11-20 10:00")


@pytest.fixture
def admin(db):
    from congvu.people import operations as people

    scenes.open_places()
    ward = people.open_agency(
        code="H24.900",
        name="UBND phường Thí Dụ",
        kind="commune",
        valid_from=dt.date(2026, 1, 1),
        by=scenes.SYSTEM,
        at=NOW,
    )
    return scenes.hire(ward, "province_admin", "Quản trị", "Công chức"), scenes.hire(
        ward, "leader", "Lãnh đạo", "Chủ tịch"
    )


def set_(by, **more):
    asked = {"code": "qd766", "valid_from": dt.date(2027, 1, 1), "legal_basis": "QĐ mới", "by": by, "at": NOW}
    return operations.set_weights(**{**asked, "weights": {"2.1": (15, None), "2.2": (5, 1.0)}, **more})


def test_new_weights_hold_from_their_day_and_periods_keep_theirs(admin):
    chief, leader = admin
    with pytest.raises(NotAllowed):
        set_(leader)
    set_(chief)
    weights = {}
    for year in ("2026", "2027"):
        known = queries.set_of("qd766", period=queries.parse(year))
        weights[year] = {one.code: one.max for group in queries.groups_of(known) for one in group.items}
    assert (weights["2026"]["2.1"], weights["2027"]["2.1"]) == (10, 15)
    assert weights["2027"]["3.6"] == 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": {"2.1": (15, None)}},
        {"legal_basis": " "},
        {"valid_from": dt.date(2026, 11, 19)},
        {"weights": {"2.2": (10, 1.5)}},
    ],
)
def test_a_set_that_does_not_add_up_is_refused(admin, wrong):
    with pytest.raises(operations.SetRefused):
        set_(admin[0], **wrong)


def test_a_version_that_has_not_begun_is_withdrawn(admin):
    made = set_(admin[0])
    operations.withdraw_set(set_id=made.pk, by=admin[0], at=NOW)
    assert len(queries.versions("qd766")) == 1
    with pytest.raises(operations.SetRefused):
        operations.withdraw_set(set_id=made.pk, by=admin[0], at=NOW)
