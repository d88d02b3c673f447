"""The figures agree with the dossiers to the unit: counted again one by one, from moves and promises alone."""

import copy
import datetime as dt
import random

import pytest

from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.indicators import operations, queries
from congvu.indicators.queries import Figures

ITEM = {"kind": "field", "pointer": "child.full_name", "label": "Họ tên trẻ", "problem": "Ghi như giấy chứng sinh"}
NOW = scenes.at("2026-11-20 10:00")
pytestmark = pytest.mark.django_db
LIVES = ("filed", "refused_at_desk", "accepted", "waits", "withdrawn", "answered", "answered_late", "open_late")


@pytest.fixture(scope="module")
def lives(django_db_setup, django_db_blocker):
    """Dossiers of every fate, over three months."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield live()
        transaction.set_rollback(True)


def live():
    commune, choose = scenes.open_commune(), random.Random(1)
    answers = copy.deepcopy(commune.answers())
    days = [day for day in range(1, 80) if (scenes.at("2026-09-01 09:00") + dt.timedelta(days=day)).weekday() < 5]
    for number, fate in enumerate(LIVES * 3):
        commune.now = scenes.at("2026-09-01 08:10") + dt.timedelta(
            days=choose.choice(days), minutes=choose.randrange(300)
        )
        born = (commune.now - dt.timedelta(days=5)).date().isoformat()
        answers["child"]["birth_date"] = answers["birth_note"]["date"] = born
        dossier = commune.submit(f"life-{number}", values=answers)
        end(commune, dossier, fate)
    return commune


def end(commune, dossier, fate):
    if fate == "filed":
        return
    if fate == "refused_at_desk":
        commune.does("reception", "refuse_reception", dossier, reason="Không thuộc thẩm quyền")
        return
    commune.does("reception", "accept", dossier)
    if fate == "accepted":
        return
    commune.does("case_officer", "take", dossier)
    if fate == "open_late":
        return
    if fate == "waits":
        asked = {"items": [ITEM], "reason": "Sai tên", "contact": "0225 000 000"}
        commune.does("case_officer", "request_supplement", dossier, **asked)
    elif fate == "withdrawn":
        commune.does("leader", "stop", dossier, reason="Người dân có đơn xin rút", law="NĐ 61/2018 Đ.19")
    else:
        commune.now += dt.timedelta(days=9 if fate == "answered_late" else 0)
        commune.does("leader", "refuse", dossier, reason="Đã đăng ký ở nơi khác")


def recount(period, now):
    """Count one dossier after the other, in Python, from moves and promises."""
    end = min(period.end_at, now)
    found = dict.fromkeys(queries.COLUMNS, 0)
    for dossier in Dossier.objects.all():
        moves = [move for move in dossier.moves.order_by("at", "id") if move.at < end]
        taken_in = next((move.at for move in moves if move.after == 2), None)
        if taken_in is None:
            continue
        over = next((move for move in moves if move.after in (3, 8, 9)), None)
        if over is not None and over.at < period.start_at:
            continue
        if taken_in < period.start_at:
            found["carried"] += 1
        else:
            found[{"portal": "online", "counter": "direct", "post": "post"}[dossier.origin]] += 1
        promises = [promise.due_at for promise in dossier.promises.order_by("id") if promise.made_at < end]
        due = promises[-1]
        if over is None:
            stands_still = moves[-1].after in (5, 6, 7)
            found["open_late" if due < end and not stands_still else "open_in_time"] += 1
        elif over.after == 8:
            found["stopped"] += 1
        elif over.at > due:
            found["late"] += 1
        else:
            local, promised = over.at.astimezone(scenes.HANOI).date(), due.astimezone(scenes.HANOI).date()
            found["early" if local < promised else "on_time"] += 1
    return Figures(**found)


@pytest.mark.parametrize("code", ["2026-09", "2026-10", "2026-11", "2026-Q3", "2026-Q4", "2026"])
def test_every_period_is_counted_to_the_unit(lives, code):
    period = queries.parse(code)
    [figures] = queries.figures_by(dimension="agency", period=period, now=NOW).values()
    assert figures == recount(period, NOW)
    assert figures.taken == figures.solved + figures.stopped + figures.open
    assert figures.taken > 3


@pytest.mark.parametrize("column", [*queries.COLUMNS, "open"])
def test_every_number_opens_the_dossiers_behind_it(lives, column):
    period, scope = queries.parse("2026-Q4"), queries.Scope()
    [figures] = queries.figures_by(dimension="agency", period=period, now=NOW).values()
    assert queries.dossiers_of(column=column, scope=scope, period=period, now=NOW).count() == getattr(figures, column)


def test_every_fate_was_seen(lives):
    [year] = queries.figures_by(dimension="agency", period=queries.parse("2026"), now=NOW).values()
    assert all(getattr(year, column) for column in ("online", "late", "stopped", "open_in_time", "open_late"))
    assert year.early + year.on_time


def test_published_months_add_up_to_the_year(lives):
    for code in ("2026-09", "2026-10", "2026-11"):
        operations.count_month(month=queries.parse(code), at=NOW)
    operations.count_month(month=queries.parse("2026-11"), at=NOW)  # again: nothing twice
    published = queries.published(by="procedure", period=queries.parse("2026"))
    [year] = queries.figures_by(dimension="agency", period=queries.parse("2026"), now=NOW).values()
    assert published.total == year
    assert [row.code for row in published.rows] == ["1.001193"]
    assert published.counted_at == NOW


def test_steps_of_officials_are_counted(lives):
    period = queries.parse("2026")
    [officer] = queries.official_figures(agency_ids=[lives.agency.pk], period=period, now=NOW)
    assert officer.official.pk == lives.officials["case_officer"].id
    assert (officer.open_in_time, officer.open_late) == (0, 3)


def test_a_period_is_read_and_told():
    assert queries.parse("2026-Q4").words == "Quý IV năm 2026"
    assert queries.parse("2026-Q1").before.code == "2025-Q4"
    assert [month.code for month in queries.parse("2026-Q3").months] == ["2026-07", "2026-08", "2026-09"]
    with pytest.raises(queries.PeriodUnknown):
        queries.parse("2026-Q5")
