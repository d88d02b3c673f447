"""Figures stated by officials: from a named paper, never over what is counted, with all that held before."""

import datetime as dt

import pytest

from congvu.audit.models import Entry
from congvu.dossiers.tests import scenes
from congvu.indicators import operations, queries
from congvu.indicators.measures import MEASURES, STATED, Span, measured
from congvu.indicators.models import Measurement, StatedFigure
from congvu.kit.errors import NotAllowed, NotThere

pytestmark = pytest.mark.django_db
NOW = scenes.at("2026-11-20 10:00")
PERIOD = queries.parse("2026-Q4")
PAPER = {
    "source": "Báo cáo 45/BC-UBND kiểm soát thủ tục hành chính quý IV",
    "source_agency": "UBND thành phố",
    "source_day": dt.date(2026, 11, 18),
}


def figure(**more):
    return operations.Stated(**{"measure": "synchronised", "numerator": 90, "denominator": 120, **PAPER, **more})


@pytest.fixture(scope="module")
def ward(django_db_setup, django_db_blocker):
    """A commune with its officials and a measured quarter."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        commune = scenes.open_commune()
        commune.now = NOW
        Measurement.objects.create(
            first=PERIOD.first, length=3, agency=commune.agency, values={"in_time": [4, 5]}, counted_at=NOW
        )
        Measurement.objects.create(first=PERIOD.first, length=3, values={"in_time": [4, 5]}, counted_at=NOW)
        yield commune
        transaction.set_rollback(True)


def state(ward, role="leader", stated=None, period=PERIOD, **more):
    by = ward.officials[role]
    asked = {"agency_id": ward.agency.pk, "by": by, "at": NOW, **more}
    return operations.state_figure(stated=stated or figure(), period=period, **asked)


def item(card, code):
    return next(one for one in card.scored if one.item.code == code)


def judged(ward, code="qd766"):
    return queries.agency_scores(code=code, period=PERIOD, agency_ids=[ward.agency.pk])[0]


def test_nothing_is_both_counted_and_stated_and_every_measure_is_one_of_them():
    counted = set(measured(Span.of(PERIOD, NOW)))
    assert counted.isdisjoint(STATED)
    assert counted | set(STATED) == set(MEASURES)


def test_a_stated_figure_gives_points_and_names_its_paper(ward):
    assert item(judged(ward).card, "1.4").points is None
    state(ward)
    found = judged(ward)
    assert item(found.card, "1.4").points == 4.5, "90 of 120, of six points"
    assert found.stated["synchronised"].source.startswith("Báo cáo 45")
    assert found.stated["synchronised"].stated_by["name"] == ward.officials["leader"].name
    assert queries.province_scores(code="qd766", period=PERIOD).stated == {}, "of the agency, not of the province"
    assert Entry.objects.filter(action="indicators.state_figure").count() == 1


def test_a_new_figure_keeps_the_former_one_and_a_taken_back_one_leaves_a_gap(ward):
    state(ward)
    row = state(ward, stated=figure(numerator=100))
    [before] = queries.stated_before(period=PERIOD, agency_id=ward.agency.pk)
    assert (before.numerator, before.ended_reason) == (90, "Thay bằng số liệu mới")
    leader = ward.officials["leader"]
    with pytest.raises(operations.FigureRefused):
        operations.withdraw_figure(figure_id=row.pk, reason=" ", by=leader, at=NOW)
    operations.withdraw_figure(figure_id=row.pk, reason="Văn bản bị thu hồi", by=leader, at=NOW)
    assert item(judged(ward).card, "1.4").points is None
    with pytest.raises(NotThere):
        operations.withdraw_figure(figure_id=row.pk, reason="Lần nữa", by=leader, at=NOW)


def test_what_was_counted_is_never_overwritten(ward):
    Measurement.objects.filter(agency=ward.agency).update(values={"in_time": [4, 5], "synchronised": [1, 2]})
    state(ward)
    assert item(judged(ward).card, "1.4").points == 3
    assert judged(ward).stated == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"measure": "in_time"},
        {"numerator": 121},
        {"numerator": 0, "denominator": 0},
        {"source": " "},
        {"source_agency": ""},
        {"source_day": dt.date(2026, 11, 21)},
    ],
)
def test_a_figure_without_ground_or_sense_is_refused(ward, wrong):
    with pytest.raises(operations.FigureRefused):
        state(ward, stated=figure(**wrong))
    assert not StatedFigure.objects.exists()


def test_only_who_answers_for_the_figures_states_them(ward):
    for role in ("reception", "case_officer"):
        with pytest.raises(NotAllowed):
            state(ward, role)
    with pytest.raises(NotAllowed):
        state(ward, agency_id=None)
    with pytest.raises(operations.FigureRefused):
        state(ward, period=queries.parse("2027"))


def test_both_ways_of_publishing_make_the_sixth_indicator_whole(ward):
    Measurement.objects.filter(agency=ward.agency).update(values={"in_time": [4, 5], "full_parts": [40, 40]})
    assert item(judged(ward, "tt01").card, "6").points == 1
    state(ward, stated=figure(measure="posted_at_desk", numerator=40, denominator=40))
    assert item(judged(ward, "tt01").card, "6").points == 2
