"""Periods to choose from, and those that nobody measured when they ran."""

import datetime as dt

import pytest
from django.utils import timezone

from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.indicators import operations
from congvu.indicators.models import Measurement
from congvu.indicators.periods import Period, choices, month_of, parse, since

TODAY = dt.date(2026, 11, 24)


def codes(chosen):
    return {words: [code for code, _said in pairs] for words, pairs in choices(TODAY, parse(chosen))}


def test_a_year_of_months_is_offered_newest_first():
    found = codes("2026-11")
    assert found["Tháng"][:2] == ["2026-11", "2026-10"]
    assert found["Tháng"][-1] == "2025-12"
    assert found["Quý"] == ["2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4"]
    assert found["Năm"] == ["2026", "2025", "2024"]


@pytest.mark.parametrize("old", ["2019-03", "2019-Q1", "2019"])
def test_the_chosen_period_stands_among_them_however_old_it_is(old):
    found = codes(old)
    assert sum(row.count(old) for row in found.values()) == 1
    assert all(row == sorted(row, reverse=True) for row in found.values())


def test_every_period_since_a_day_is_named_once():
    found = [one.code for one in since(dt.date(2025, 12, 31), dt.date(2026, 2, 1))]
    assert found == ["2025-12", "2026-01", "2026-02", "2025-Q4", "2026-Q1", "2025", "2026"]


@pytest.mark.django_db
def test_periods_of_dossiers_that_were_taken_over_are_measured_in_the_night_and_once():
    commune = scenes.open_commune()
    dossier = commune.submit("a")
    now = timezone.now()
    old = now - dt.timedelta(days=200)
    Dossier.objects.filter(pk=dossier.pk).update(submitted_at=old, received_at=old)
    operations.measure_back(at=now)
    measured = {Period(*key) for key in Measurement.objects.values_list("first", "length")}
    assert month_of(timezone.localdate(old)) in measured
    assert set(since(timezone.localdate(old), timezone.localdate(now))) <= measured
    before = set(Measurement.objects.filter(first=month_of(timezone.localdate(old)).first).values_list("pk"))
    operations.measure_back(at=now + dt.timedelta(days=1))
    after = set(Measurement.objects.filter(first=month_of(timezone.localdate(old)).first).values_list("pk"))
    assert before & after, "what was measured long ago is not measured again"
