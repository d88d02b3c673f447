"""The figures agree with the dossiers to the unit: counted again one by one, from moves and promises alone."""

import copy
import datetime as dt
import random
from dataclasses import replace

import pytest

from congvu.dossiers import operations as dossier_operations
from congvu.dossiers.models import Dossier, Origin
from congvu.dossiers.tests import scenes
from congvu.feedback import operations as feedback
from congvu.feedback.models import Invitation, PetitionEvent
from congvu.feedback.tests.scenes import GIVEN, VISITOR
from congvu.indicators import operations, queries
from congvu.indicators.measures import Ratio, Span, measured
from congvu.indicators.tests.recounting import WAYS, how, recount, remeasure, solved_in

ITEM = {"kind": "field", "pointer": "child.full_name", "label": "Họ tên trẻ", "problem": "Ghi như giấy chứng sinh"}
NOW = scenes.at("2026-11-20 10:00")
pytestmark = pytest.mark.django_db
LIVES = (
    "filed",
    "refused_at_desk",
    "accepted",
    "waits",
    "withdrawn",
    "answered",
    "answered_late",
    "open_late",
    "entered",
)


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
        Dossier.objects.filter(pk=dossier.pk).update(origin=list(WAYS)[number % len(WAYS)])
        end(commune, dossier, fate)
        speak(commune, dossier, number, choose)
    return commune


def speak(commune, dossier, number, choose):
    """Let the mother pay, rate and complain, so that every measure has something to count."""
    dossier.refresh_from_db()
    if dossier.state == 9 and number % 2:
        Invitation.objects.create(dossier=dossier, open_from=commune.now)
        feedback.rate(dossier_id=dossier.pk, score=choose.choice([1, 2, 4, 5]), by=commune.citizen, at=commune.now)
    if number % 2:
        return
    given = replace(GIVEN, agency_id=commune.agency.pk, dossier_code=dossier.code)
    commune.now += dt.timedelta(hours=1)
    desk, leader, at = commune.officials["reception"], commune.officials["leader"], commune.now
    petition = feedback.file_petition(given=given, by=replace(VISITOR, address=f"198.51.100.{number}"), at=at)
    later = at + dt.timedelta(days=choose.choice([2, 9, 30]))
    feedback.accept_petition(
        petition_id=petition.pk, is_conduct=bool(number % 6), by=desk, at=at + dt.timedelta(days=1)
    )
    if later < NOW and number % 10:
        answer = {"text": "Đã xem xét.", "is_founded": number % 4 == 2}
        feedback.answer(petition_id=petition.pk, **answer, by=leader, at=later)
        words = {"title": "Chờ lâu", "text": "Chờ lâu.", "answer": "Đã xem xét."}
        feedback.publish(
            petition_id=petition.pk, **words, by=leader, at=later + dt.timedelta(days=choose.choice([1, 7]))
        )


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
        if fate == "entered":
            commune.does("case_officer", "register_result", dossier)
        if fate == "asked_again":
            ask_twice(commune, dossier)
        commune.now += dt.timedelta(days=9 if fate == "answered_late" else 0)
        commune.does("leader", "refuse", dossier, reason="Đã đăng ký ở nơi khác")


def ask_twice(commune, dossier):
    """Papers are asked for twice, the second time by a leader with his ground: late, whatever the day."""
    for role, ground in (("case_officer", ""), ("leader", "Luật Hộ tịch 2014 Đ.16.2")):
        asked = {"items": [ITEM], "reason": "Sai tên", "contact": "0225 000 000", "ground": ground}
        commune.does(role, "request_supplement", dossier, **asked)
        dossier_operations.supplement(dossier_id=dossier.pk, values=dossier.values, by=commune.citizen, at=commune.now)


@pytest.mark.parametrize("code", ["2026-09", "2026-10", "2026-11", "2026-Q3", "2026-Q4", "2026"])
def test_every_period_is_counted_to_the_unit(lives, code):
    period = queries.parse(code)
    [figures] = queries.figures_by(dimension="agency", period=period, now=NOW).values()
    assert figures == recount(period, NOW)
    assert figures.taken == figures.solved + figures.stopped + figures.open
    assert figures.taken > 3


RECOUNTED = [
    *("points_time", "points_steps", "points_contacts", "points_bodies", "points_attitude", "pleased", "reused"),
    *("e_results", "digitised", "time_used", "online_filed", "online_late", "online_whole", "in_time", "automated"),
    "desk_whole_commune",
    *("satisfied", "petitions_in_time", "petitions_prolonged", "petitions_not_conduct", "petitions_published"),
]


@pytest.mark.parametrize("code", ["2026-09", "2026-10", "2026-11", "2026-Q4", "2026"])
def test_every_measure_is_counted_to_the_unit(lives, code):
    period = queries.parse(code)
    found, again = measured(Span.of(period, NOW)), remeasure(period, NOW)
    for name in RECOUNTED:
        here = found[name].get(lives.agency.pk, Ratio())
        assert (here.numerator, here.denominator) == pytest.approx(again[name], abs=0.11), name
        assert found[name][None] == here, name


def test_measures_saw_something(lives):
    found = measured(Span.of(queries.parse("2026"), NOW))
    for name in set(RECOUNTED) - {"reused", "e_results", "digitised"}:
        assert found[name][None].denominator, name
    assert found["petitions_prolonged"][None].numerator
    assert found["points_attitude"][None] != found["points_time"][None]
    assert PetitionEvent.objects.filter(deed="answer").exists()


def test_measures_are_kept_and_judged(lives):
    period = queries.parse("2026")
    operations.measure_period(period=period, at=NOW)
    operations.measure_period(period=period, at=NOW)  # again: nothing twice
    whole = queries.province_scores(code="tt01", period=period)
    [ward] = queries.agency_scores(code="tt01", period=period)
    first = ward.card.scored[0]
    share = dict(first.ratios)["points_time"].share
    assert first.points == round(share + 1e-9, 1)
    assert ward.card.scored[4].points == 1, "received and returned at the desk, not appraised and signed there"
    assert ward.card.total.most == 18
    assert whole.card.scored[0] == first
    assert ward.grade


@pytest.mark.parametrize("measure", ["points_time", "points_steps", "points_contacts", "points_attitude"])
def test_lost_points_open_the_dossiers_that_lost_them(lives, measure):
    period = queries.parse("2026")
    found = queries.dossiers_losing(measure=measure, agency_ids=[lives.agency.pk], period=period, now=NOW)
    known = {dossier.pk: (over, due) for dossier, over, due in solved_in(period, NOW)}
    assert {one.pk for one in found} <= set(known)
    if measure == "points_time":
        assert {one.pk for one in found} == {pk for pk, (over, due) in known.items() if how(over, due) != "early"}
    with pytest.raises(KeyError):
        queries.dossiers_losing(measure="pleased", agency_ids=[lives.agency.pk], period=period, now=NOW)


def test_officials_are_judged_by_the_dossiers_they_worked_on(lives):
    judged = queries.official_scores(agency=lives.agency, period=queries.parse("2026"), now=NOW)
    assert judged
    assert all(len(one.card.scored) == 5 for one in judged)
    assert all(one.grade for one in judged)


@pytest.mark.parametrize("column", [*queries.COLUMNS, "open"])
def test_every_number_opens_the_dossiers_behind_it(lives, column):
    period, scope = queries.parse("2026-Q4"), queries.Scope()
    [figures] = queries.figures_by(dimension="agency", period=period, now=NOW).values()
    assert queries.dossiers_of(column=column, scope=scope, period=period, now=NOW).count() == getattr(figures, column)


def test_every_way_to_come_is_in_one_column(lives):
    assert set(WAYS) == set(Origin.values)
    [year] = queries.figures_by(dimension="agency", period=queries.parse("2026"), now=NOW).values()
    assert min(year.online, year.direct, year.post) > 0


@pytest.mark.parametrize("column", queries.OFFICIAL_COLUMNS)
def test_every_number_of_an_official_opens_its_dossiers(lives, column):
    period, officer = queries.parse("2026"), lives.officials["case_officer"].id
    asked = {"official_id": officer, "agency_ids": [lives.agency.pk], "period": period, "now": NOW}
    found = set(queries.dossiers_of_official(column=column, **asked).values_list("pk", flat=True))
    again = set()
    for dossier in Dossier.objects.exclude(run=None):
        for step in dossier.run.steps.filter(assignee_id=officer):
            late = step.due_at is not None and (step.done_at or NOW) > step.due_at
            if step.state == "done" and column == ("done_late" if late else "done_in_time"):
                again.add(dossier.pk)
    if column.startswith("done"):
        assert found == again
    else:
        [row] = queries.official_figures(agency_ids=[lives.agency.pk], period=period, now=NOW)
        assert len(found) == getattr(row, column)


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


def hours(spans):
    return round(sum((span for span in spans), dt.timedelta()) / dt.timedelta(hours=1), 1)


def test_time_of_a_service_its_steps_and_parties_is_that_of_its_dossiers_one_by_one(lives):
    period = queries.parse("2026-10")
    ended = [
        one
        for one in Dossier.objects.exclude(state=8)
        if one.ended_at and period.start_at <= one.ended_at < period.end_at
    ]
    timed = [one for one in ended if one.clock_started_at and one.due_at]
    assert timed
    (row,) = [one for one in queries.services(period=period, today=NOW.date()) if one.procedure.code == "1.001193"]
    assert row.hours.denominator == len(timed)
    assert row.hours.numerator == hours(one.ended_at - one.clock_started_at for one in timed)
    assert row.time_used.denominator == hours(one.due_at - one.clock_started_at for one in timed)
    assert row.whole.denominator == sum(one.outcome == "granted" for one in ended)
    steps = [
        step
        for dossier in Dossier.objects.exclude(run=None)
        for step in dossier.run.steps.all()
        if step.state == "done" and period.start_at <= step.done_at < period.end_at
    ]
    told = queries.steps_of_service(procedure_id=row.procedure.pk, period=period)
    for one in told:
        mine = [step for step in steps if step.name == one.name]
        assert (one.done, one.hours) == (len(mine), hours(step.done_at - step.ready_at for step in mine))
        assert one.kept.denominator == sum(step.due_at is not None for step in mine)
        assert one.kept.numerator == sum(step.due_at is not None and step.done_at <= step.due_at for step in mine)
    parties = queries.parties_of_service(procedure_id=row.procedure.pk, period=period)
    assert sum(one.done for one in told) == sum(one.done for one in parties) == len(steps) > 0
