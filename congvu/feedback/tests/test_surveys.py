"""Surveys: written while closed, answered once a dossier or by a code, told only where enough have answered."""

import datetime as dt
import io
from collections import Counter

import pytest
from python_calamine import CalamineWorkbook

from congvu.audit.models import Entry
from congvu.dossiers.tests import scenes
from congvu.feedback import operations, queries
from congvu.feedback.models import Survey, SurveyAnswer, SurveyTurn
from congvu.feedback.tests.scenes import VISITOR
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
ASKED = [
    queries.question(code="", kind="scale", text="Bạn hài lòng không?"),
    queries.question(code="", kind="one", text="Mấy lần đi lại?", options="Không\nMột\nHơn"),
    queries.question(code="", kind="many", text="Cần sửa gì?", options="Chờ\nThái độ", required=False),
    queries.question(code="", kind="words", text="Nói thêm", required=False),
]


@pytest.fixture(scope="module")
def wards(django_db_setup, django_db_blocker):
    """Two wards with their officials, an administrator of the first, a mother with a dossier there."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        commune = scenes.open_commune()
        first, (second, _staff) = commune.agency, scenes.open_beside("H24.901", "Ủy ban nhân dân phường Ví Dụ")
        first.admin = scenes.hire(first, "agency_admin", "Trần Quản Trị", "Chánh văn phòng")
        first.leader, first.mother = commune.officials["leader"], commune.citizen
        first.dossier = commune.submit()
        yield first, second
        transaction.set_rollback(True)


def opened(wards, *, by=SYSTEM, agencies=None, **more) -> Survey:
    first, _second = wards
    made = operations.make_survey(agency_id=first.pk, title="Khảo sát quý IV", questions=ASKED, by=by, at=NOW)
    ways = {"opens_on": NOW.date(), "closes_on": NOW.date() + dt.timedelta(days=9), "by_link": True, **more}
    operations.change_survey(
        survey_id=made.pk,
        title=made.title,
        intro="",
        by_dossier=True,
        least_shown=3,
        agency_ids=[one.pk for one in agencies or [first]],
        by=by,
        at=NOW,
        **ways,
    )
    return operations.open_survey(survey_id=made.pk, by=by, at=NOW)


def answer(survey, agency, *, score="5", at=NOW, **more):
    given = {"q1": [score], "q2": ["1"], **more}
    code = survey.places.get(agency=agency).code
    visitor = Actor(kind=ActorKind.VISITOR, name="Khách", address=f"198.51.100.{SurveyAnswer.objects.count()}")
    return operations.answer_by_link(code=code, given=given, by=visitor, at=at)


def test_only_the_administrator_of_every_agency_asked_about_writes(wards):
    first, second = wards
    with pytest.raises(NotAllowed):
        operations.make_survey(agency_id=first.pk, title="Khảo sát", by=first.leader, at=NOW)
    opened(wards, by=first.admin)
    with pytest.raises(NotAllowed):
        opened(wards, by=first.admin, agencies=[first, second])


def test_what_is_asked_stands_still_once_it_is_open(wards):
    survey = opened(wards)
    for deed in (
        lambda: operations.set_questions(survey_id=survey.pk, questions=ASKED[:1], by=SYSTEM, at=NOW),
        lambda: operations.discard_survey(survey_id=survey.pk, by=SYSTEM, at=NOW),
    ):
        with pytest.raises(operations.SurveyRefused, match="đã mở"):
            deed()
    with pytest.raises(operations.SurveyRefused, match="kết thúc"):
        operations.publish_survey(survey_id=survey.pk, shown=True, by=SYSTEM, at=NOW)


@pytest.mark.parametrize(
    ("more", "word"),
    [({"text": " "}, "Ghi câu hỏi"), ({"kind": "one", "options": "Một"}, "lựa chọn"), ({"kind": "x"}, "cách")],
)
def test_a_question_that_cannot_be_asked_is_refused(wards, more, word):
    asked = queries.question(code="", **{"kind": "scale", "text": "Thế nào?", **more})
    with pytest.raises(operations.SurveyRefused, match=word):
        operations.make_survey(agency_id=wards[0].pk, title="Khảo sát", questions=[asked], by=SYSTEM, at=NOW)


def test_a_survey_is_answered_only_on_its_days_and_only_with_what_is_offered(wards):
    survey = opened(wards)
    with pytest.raises(operations.SurveyClosed):
        answer(survey, wards[0], at=NOW + dt.timedelta(days=10))
    code = survey.places.get().code
    for wrong in ({"q1": ["9"]}, {"q1": []}, {"q2": ["0", "1"]}, {"q3": ["7"]}):
        with pytest.raises(operations.AnswersUnfit) as unfit:
            operations.answer_by_link(code=code, given={"q1": ["5"], "q2": ["1"], **wrong}, by=VISITOR, at=NOW)
        assert set(unfit.value.problems) == set(wrong)
    assert not SurveyAnswer.objects.exists()


def test_a_dossier_answers_once_and_nothing_leads_back_to_it(wards):
    ward, _other = wards
    survey = opened(wards, by_link=False)
    say = {"survey_id": survey.pk, "dossier_id": ward.dossier.pk, "given": {"q1": ["2"], "q2": ["0"]}, "at": NOW}
    with pytest.raises(NotAllowed):
        operations.answer_for_dossier(**say, by=ward.mother)
    operations.invite(dossier_id=ward.dossier.pk, at=NOW)
    with pytest.raises(NotAllowed):
        operations.answer_for_dossier(**say, by=ward.leader)
    assert queries.surveys_for(ward.dossier, on=NOW.date()) == [survey]
    given = operations.answer_for_dossier(**say, by=ward.mother)
    assert queries.surveys_for(ward.dossier, on=NOW.date()) == []
    with pytest.raises(operations.SurveyClosed, match="đã trả lời"):
        operations.answer_for_dossier(**say, by=ward.mother)
    assert SurveyAnswer.objects.count() == SurveyTurn.objects.count() == 1
    assert {field.name for field in SurveyAnswer._meta.fields} == {"id", "place", "answers", "answered_on"}
    line = Entry.objects.filter(action="feedback.answer_survey").latest("at")
    assert line.actor == {"kind": "visitor", "name": "Người trả lời khảo sát"}
    assert ward.mother.name not in str(vars(line))
    assert given.answers == {"q1": 2, "q2": 0}
    with pytest.raises(operations.SurveyClosed):  # it takes nothing by link
        answer(survey, ward)


def test_the_figures_are_those_of_the_answers_recounted_by_hand(wards):
    first, second = wards
    survey = opened(wards, agencies=[first, second])
    for score, agency, fixes in (("5", first, ["0", "1"]), ("4", first, []), ("1", first, ["1"]), ("5", second, ["0"])):
        answer(survey, agency, score=score, q3=fixes, q4=["Cảm ơn"] if score == "1" else [])
    whole, (ward, other) = queries.results(survey)
    slow = [row.answers for row in SurveyAnswer.objects.all() if row.place.agency_id == first.pk]
    scores = Counter(row["q1"] for row in slow)
    fixes = Counter(one for row in slow for one in row.get("q3", []))
    satisfied, trips, mend, _words = ward.tallies
    assert [count for _label, count in satisfied.rows] == [scores[value] for value in (5, 4, 3, 2, 1)]
    assert (satisfied.satisfied, satisfied.answered) == (2, 3)
    assert [count for _label, count in trips.rows] == [0, 3, 0]
    assert [count for _label, count in mend.rows] == [fixes[0], fixes[1]]
    assert mend.answered == 2
    assert (other.answers, other.tallies) == (1, ())  # one could tell who said it
    assert whole.tallies == ward.tallies  # without the few: a subtraction would tell them
    assert whole.answers == 4
    assert queries.said(survey) == [("Nói thêm", ["Cảm ơn"])]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(queries.survey_workbook(survey, whole, [ward, other])))
    rows = sheet.get_sheet_by_index(0).to_python()
    assert [first.name, 3.0, "Bạn hài lòng không?", "Rất hài lòng", 1.0, 3.0] in [row[:6] for row in rows]
    assert "Cảm ơn" not in str(rows)


def test_an_ended_survey_may_be_published(wards):
    survey = opened(wards)
    operations.end_survey(survey_id=survey.pk, by=SYSTEM, at=NOW)
    with pytest.raises(operations.SurveyClosed):
        answer(survey, wards[0])
    operations.publish_survey(survey_id=survey.pk, shown=True, by=SYSTEM, at=NOW)
    assert [one.pk for one in queries.published_surveys()] == [survey.pk]
