"""Answering a survey: once a dossier, or by an agency's code without log-in. What is said is kept without a name."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers.models import Dossier
from congvu.feedback.asking import Given, answers_of
from congvu.feedback.models import Invitation, SurveyAnswer, SurveyPhase, SurveyPlace, SurveyTurn
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.pace import step
from congvu.people import queries as people

SOMEBODY = Actor(kind=ActorKind.VISITOR, name="Người trả lời khảo sát")
"""Who the log says answered: a survey is confidential, so that no line leads from an answer to a person."""


class SurveyClosed(Refusal):
    """It cannot be answered now, or not here."""


class AnswersUnfit(Refusal):
    """Some answers do not fit; ``problems`` has words by the question's code."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(_("Kiểm tra lại các câu trả lời."))


@transaction.atomic
def answer_by_link(*, code: str, given: Given, by: Actor, at: dt.datetime) -> SurveyAnswer:
    """Answer about the agency whose code it is.

    :raises SurveyClosed: no such code, the survey does not run, takes no answers by link, or too many came from there
    :raises AnswersUnfit: an answer is missing or none of those offered
    """
    place = SurveyPlace.objects.select_related("survey").filter(code=code.lower()).first()
    if place is None or not place.survey.by_link:
        raise SurveyClosed(_("Không có khảo sát nào với mã này. Kiểm tra lại đường dẫn."))
    wait = step(f"survey:{by.address}", per_minute=6, burst=10)
    if wait:
        raise SurveyClosed(_("Nhiều phiếu được gửi từ chỗ bạn. Chờ %(wait)s giây rồi gửi lại.") % {"wait": wait})
    return _keep(place, given, at)


@transaction.atomic
def answer_for_dossier(*, survey_id: int, dossier_id: int, given: Given, by: Actor, at: dt.datetime) -> SurveyAnswer:
    """Answer as the owner of a returned dossier, once.

    :raises NotAllowed: for anybody but the owner, or before the result was returned
    :raises SurveyClosed: the survey does not run, does not ask about the dossier's agency, or has been answered
    :raises AnswersUnfit: an answer is missing or none of those offered
    """
    dossier = Dossier.objects.get(pk=dossier_id)
    mine = people.same_person(by.id) if by.kind == ActorKind.CITIZEN and by.id else frozenset()
    if dossier.owner_id not in mine:
        raise NotAllowed(_("Chỉ chủ hồ sơ trả lời được khảo sát này."))
    if not Invitation.objects.filter(dossier=dossier).exists():
        raise NotAllowed(_("Hồ sơ chưa trả kết quả nên chưa trả lời được khảo sát."))
    places = SurveyPlace.objects.select_related("survey").filter(survey_id=survey_id, survey__by_dossier=True)
    place = places.filter(agency_id=dossier.competent_agency_id).first()
    if place is None:
        raise SurveyClosed(_("Khảo sát này không hỏi về cơ quan giải quyết hồ sơ của bạn."))
    answer = _keep(place, given, at)
    try:
        with transaction.atomic():
            SurveyTurn.objects.create(survey_id=survey_id, dossier=dossier)
    except IntegrityError:
        raise SurveyClosed(_("Bạn đã trả lời khảo sát này cho hồ sơ này rồi.")) from None
    return answer


def _keep(place: SurveyPlace, given: Given, at: dt.datetime) -> SurveyAnswer:
    survey, today = place.survey, timezone.localdate(at)
    if survey.phase(today) != SurveyPhase.RUNNING:
        raise SurveyClosed(_("Khảo sát này không nhận câu trả lời hôm nay."))
    kept, problems = answers_of(survey.asked, given)
    if problems:
        raise AnswersUnfit(problems)
    answer = SurveyAnswer.objects.create(place=place, answers=kept, answered_on=today)
    audit.record(action="feedback.answer_survey", subject=survey.subject, label=survey.title, by=SOMEBODY, at=at)
    return answer
