"""Writing a survey, opening and ending it, showing its results to everybody."""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.feedback.asking import MOST_QUESTIONS, Question
from congvu.feedback.models import Survey, SurveyPhase, SurveyPlace
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role

ADMINS = (Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN)
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits of a code that nobody mistakes for one another."""
LONGEST = dt.timedelta(days=366)


class SurveyRefused(Refusal):
    """The survey cannot be changed so: the text says why."""


@transaction.atomic
def make_survey(
    *, agency_id: int, title: str, questions: Sequence[Question] = (), by: Actor, at: dt.datetime
) -> Survey:
    """Begin a survey about one's agency, to run for the month after today.

    :raises NotAllowed: unless ``by`` administers the agency
    :raises SurveyRefused: without a title, or a question that cannot be asked
    """
    by = people.require(by=by, roles=ADMINS, agency_id=agency_id, at=at)
    today = timezone.localdate(at)
    made = Survey.objects.create(
        agency_id=agency_id,
        title=_titled(title),
        questions=_numbered(questions),
        opens_on=today + dt.timedelta(days=1),
        closes_on=today + dt.timedelta(days=30),
    )
    _place(made, agency_id)
    audit.record(action="feedback.make_survey", subject=made.subject, label=made.title, by=by, at=at)
    return made


@transaction.atomic
def change_survey(
    *,
    survey_id: int,
    title: str,
    intro: str,
    opens_on: dt.date,
    closes_on: dt.date,
    by_dossier: bool,
    by_link: bool,
    least_shown: int,
    agency_ids: Iterable[int],
    by: Actor,
    at: dt.datetime,
) -> Survey:
    """Say what it is about, when it runs, who may answer and of which agencies, while it is not open.

    :raises NotAllowed: unless ``by`` administers each of the agencies
    :raises SurveyRefused: it is open, or something does not fit
    """
    survey, by = _draft(survey_id, by, at)
    wanted = list(dict.fromkeys(agency_ids))
    for agency_id in wanted:
        people.require(by=by, roles=ADMINS, agency_id=agency_id, at=at)
    if not wanted:
        raise SurveyRefused(_("Chọn ít nhất một cơ quan được hỏi tới."))
    if not opens_on <= closes_on <= opens_on + LONGEST:
        raise SurveyRefused(_("Ngày kết thúc không trước ngày mở và không quá một năm sau đó."))
    if not 3 <= least_shown <= 100:
        raise SurveyRefused(_("Số phiếu ít nhất để hiện kết quả là từ 3 đến 100."))
    survey.title, survey.intro = _titled(title), clean(intro)[:2000]
    survey.opens_on, survey.closes_on, survey.least_shown = opens_on, closes_on, least_shown
    survey.by_dossier, survey.by_link = by_dossier, by_link
    survey.save()
    survey.places.exclude(agency_id__in=wanted).delete()
    known = set(survey.places.values_list("agency_id", flat=True))
    for agency_id in wanted:
        if agency_id not in known:
            _place(survey, agency_id)
    _trace("change_survey", survey, by, at)
    return survey


@transaction.atomic
def set_questions(*, survey_id: int, questions: Sequence[Question], by: Actor, at: dt.datetime) -> Survey:
    """Write the questions anew, in order, while the survey is not open.

    :raises NotAllowed: unless ``by`` administers the agency that asks
    :raises SurveyRefused: it is open, or a question cannot be asked
    """
    survey, by = _draft(survey_id, by, at)
    survey.questions = _numbered(questions)
    survey.save(update_fields=["questions"])
    _trace("set_questions", survey, by, at)
    return survey


@transaction.atomic
def open_survey(*, survey_id: int, by: Actor, at: dt.datetime) -> Survey:
    """Let it run from its day on. What is asked stands still from now.

    :raises NotAllowed: unless ``by`` administers the agency that asks
    :raises SurveyRefused: it asks nothing, nobody could answer, or its last day is over
    """
    survey, by = _draft(survey_id, by, at)
    if not survey.questions:
        raise SurveyRefused(_("Khảo sát chưa có câu hỏi nào. Thêm câu hỏi rồi mở."))
    if not (survey.by_dossier or survey.by_link):
        raise SurveyRefused(_("Chọn ai được trả lời: chủ hồ sơ, hoặc người có đường dẫn."))
    if survey.closes_on < timezone.localdate(at):
        raise SurveyRefused(_("Ngày kết thúc đã qua. Chọn ngày khác."))
    survey.opened_at = at
    survey.save(update_fields=["opened_at"])
    _trace("open_survey", survey, by, at)
    return survey


@transaction.atomic
def end_survey(*, survey_id: int, by: Actor, at: dt.datetime) -> Survey:
    """End it before its day: yesterday was the last day on which it could be answered; what came is kept.

    :raises NotAllowed: unless ``by`` administers the agency that asks
    :raises SurveyRefused: it does not run
    """
    survey, by = _own(survey_id, by, at)
    today = timezone.localdate(at)
    if survey.phase(today) not in (SurveyPhase.RUNNING, SurveyPhase.COMING):
        raise SurveyRefused(_("Khảo sát này không đang chạy."))
    survey.closes_on = today - dt.timedelta(days=1)
    survey.opens_on = min(survey.opens_on, survey.closes_on)
    survey.save(update_fields=["closes_on", "opens_on"])
    _trace("end_survey", survey, by, at)
    return survey


@transaction.atomic
def publish_survey(*, survey_id: int, shown: bool, by: Actor, at: dt.datetime) -> Survey:
    """Show the figures of a survey that has ended to everybody, or take them back; words people wrote never.

    :raises NotAllowed: unless ``by`` administers the agency that asks
    :raises SurveyRefused: it has not ended
    """
    survey, by = _own(survey_id, by, at)
    if survey.phase(timezone.localdate(at)) != SurveyPhase.ENDED:
        raise SurveyRefused(_("Kết quả chỉ công khai được sau khi khảo sát kết thúc."))
    survey.published_at = at if shown else None
    survey.save(update_fields=["published_at"])
    _trace("publish_survey" if shown else "withhold_survey", survey, by, at)
    return survey


@transaction.atomic
def discard_survey(*, survey_id: int, by: Actor, at: dt.datetime) -> None:
    """Throw away a survey that was never opened.

    :raises NotAllowed: unless ``by`` administers the agency that asks
    :raises SurveyRefused: it was opened
    """
    survey, by = _draft(survey_id, by, at)
    _trace("discard_survey", survey, by, at)
    survey.delete()


def _own(survey_id: int, by: Actor, at: dt.datetime) -> tuple[Survey, Actor]:
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    return survey, people.require(by=by, roles=ADMINS, agency_id=survey.agency_id, at=at)


def _draft(survey_id: int, by: Actor, at: dt.datetime) -> tuple[Survey, Actor]:
    survey, by = _own(survey_id, by, at)
    if survey.opened_at is not None:
        raise SurveyRefused(_("Khảo sát đã mở nên không sửa được nữa. Kết thúc nó và lập khảo sát mới."))
    return survey, by


def _titled(title: str) -> str:
    words = clean(title)[:200]
    if not words:
        raise SurveyRefused(_("Ghi tên khảo sát."))
    return words


def _numbered(questions: Sequence[Question]) -> list[dict[str, object]]:
    """Return the questions as they are kept, with codes in their order."""
    if len(questions) > MOST_QUESTIONS:
        raise SurveyRefused(_("Khảo sát có nhiều nhất %(most)s câu hỏi.") % {"most": MOST_QUESTIONS})
    problem = next(filter(None, (one.problem for one in questions)), "")
    if problem:
        raise SurveyRefused(problem)
    return [replace(one, code=f"q{number}").kept for number, one in enumerate(questions, start=1)]


def _place(survey: Survey, agency_id: int) -> None:
    code = "".join(secrets.choice(ALPHABET) for _letter in range(8))
    SurveyPlace.objects.create(survey=survey, agency_id=agency_id, code=code)


def _trace(action: str, survey: Survey, by: Actor, at: dt.datetime) -> None:
    data = {"opens_on": survey.opens_on.isoformat(), "closes_on": survey.closes_on.isoformat()}
    audit.record(action=f"feedback.{action}", subject=survey.subject, label=survey.title, data=data, by=by, at=at)
