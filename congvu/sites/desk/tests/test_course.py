"""The course of a period: each week counts what came and went, and the desk's full hours stand out."""

import copy
import datetime as dt

import pytest
from django.urls import reverse

from congvu.dossiers.models import Dossier, Origin
from congvu.dossiers.tests import scenes
from congvu.indicators import queries as indicators

pytestmark = pytest.mark.django_db


@pytest.fixture
def weeks_lived(commune):
    """Three dossiers of three weeks: kept in the first, late in the second, open from the third, at the counter."""
    made = []
    for day in ("2026-10-05 09:05", "2026-10-12 09:05", "2026-10-20 14:05"):
        commune.now = scenes.at(day)
        answers = copy.deepcopy(commune.answers())
        answers["child"]["birth_date"] = answers["birth_note"]["date"] = "2026-09-28"
        dossier = commune.submit(day, values=answers)
        commune.does("reception", "accept", dossier)
        made.append(dossier.pk)
    ended = {made[0]: scenes.at("2026-10-05 16:00"), made[1]: scenes.at("2026-10-19 10:00")}
    for pk, at in ended.items():
        Dossier.objects.filter(pk=pk).update(ended_at=at, done_at=at, state=9)
    Dossier.objects.filter(pk=made[2]).update(origin=Origin.COUNTER)
    commune.now = scenes.at("2026-10-30 09:00")
    return made


def test_weeks_add_up(commune, weeks_lived):
    scope = indicators.Scope(agency_ids=frozenset([commune.agency.pk]))
    month = indicators.month_of(dt.date(2026, 10, 1))
    weeks = {week.monday.day: week for week in indicators.weeks(scope=scope, period=month, now=commune.now)}
    assert {day: (week.online, week.direct, week.kept, week.late, week.stock) for day, week in weeks.items()} == {
        28: (0, 0, 0, 0, 0),
        5: (1, 0, 1, 0, 0),
        12: (1, 0, 0, 0, 1),
        19: (0, 1, 0, 1, 1),
        26: (0, 0, 0, 0, 1),
    }
    assert weeks[5].on_time_share == 1
    assert weeks[19].on_time_share == 0
    assert weeks[12].on_time_share is None
    figures = indicators.figures_by(dimension="agency", scope=scope, period=month, now=commune.now)
    assert sum(week.received for week in weeks.values()) == figures[commune.agency.pk].received
    assert weeks[26].stock == figures[commune.agency.pk].open
    load = indicators.desk_load(scope=scope, period=month, now=commune.now)
    assert load.hours == [14]
    assert load.days == [(2, [0.25])], "one on the Tuesdays of a month that has four"
    assert indicators.weeks(scope=scope, period=month.before, now=commune.now)[-1].stock == 0


def test_leaders_see_the_course_of_their_agency_and_others_none(commune, weeks_lived, sit):
    client = sit(commune, "leader")
    page = client.get(reverse("desk:course"), {"ky": "2026-10"}).content.decode()
    assert page.count('<svg class="cv-chart"') == 3
    assert "Hồ sơ tiếp nhận mỗi tuần: 0, 1, 1, 1, 0" in page
    assert "cv-heat--4" in page
    assert commune.agency.name in page
    assert "Năm 2026" in client.get(reverse("desk:course")).content.decode()
    assert sit(commune, "reception").get(reverse("desk:course")).status_code == 403
