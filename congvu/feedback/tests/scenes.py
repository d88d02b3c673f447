"""Scenes of petitions and surveys, built through operations."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone

from congvu.feedback import operations, queries
from congvu.feedback.models import Petition, Survey
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.people.models import Agency

VISITOR = Actor(kind=ActorKind.VISITOR, name="Khách", address="203.0.113.7")
GIVEN = operations.PetitionIn(
    about="delay",
    title="Chờ hai giờ mới được gọi số",
    text="Sáng thứ Năm tôi chờ hai giờ, cán bộ không giải thích.",
    name="Trần Văn Thử",
    address="12 đường Ví Dụ",
    phone="0912 345 678",
    email="thu@example.vn",
)


def in_every_state(*, agency: Agency, officials: Mapping[str, Actor], at: dt.datetime) -> dict[str, Petition]:
    """Return one petition in each state that has a page of its own."""
    given = replace(GIVEN, agency_id=agency.pk)
    found = {
        name: operations.file_petition(given=given, by=VISITOR, at=at)
        for name in ("received", "asked", "accepted", "answered", "published")
    }
    desk, leader = officials["reception"], officials["leader"]
    operations.ask_sender(petition_id=found["asked"].pk, what="Ở quầy nào?", by=desk, at=at)
    for name in ("accepted", "answered", "published"):
        operations.accept_petition(petition_id=found[name].pk, is_conduct=True, by=desk, at=at)
    for name in ("answered", "published"):
        operations.answer(petition_id=found[name].pk, text="Đã mở thêm quầy.", is_founded=True, by=leader, at=at)
    words = {"title": "Chờ lâu", "text": "Chờ hai giờ.", "answer": "Đã mở thêm quầy."}
    operations.publish(petition_id=found["published"].pk, **words, by=leader, at=at)
    return {name: Petition.objects.get(pk=one.pk) for name, one in found.items()}


def surveys(*, agency: Agency, at: dt.datetime) -> dict[str, Survey]:
    """Return a survey that is being written, one that runs, and one that ended, answered four times and published."""
    today, found = timezone.localdate(at), {}
    for name in ("draft", "running", "published"):
        made = operations.make_survey(
            agency_id=agency.pk, title="Khảo sát quý IV", questions=queries.sample_questions(), by=SYSTEM, at=at
        )
        operations.change_survey(
            survey_id=made.pk,
            title=made.title,
            intro="Mất chừng hai phút.",
            opens_on=today,
            closes_on=today + dt.timedelta(days=30),
            by_dossier=True,
            by_link=True,
            least_shown=3,
            agency_ids=[agency.pk],
            by=SYSTEM,
            at=at,
        )
        if name != "draft":
            operations.open_survey(survey_id=made.pk, by=SYSTEM, at=at)
        found[name] = made
    for score in (5, 5, 4, 2):
        given = {f"q{n}": [str(score)] for n in (1, 2, 3, 5)} | {"q4": ["1"], "q6": ["0"], "q7": ["0", "3"]}
        visitor = Actor(kind=ActorKind.VISITOR, name="Khách", address=f"203.0.113.{score}")
        code = found["published"].places.get().code
        operations.answer_by_link(code=code, given={**given, "q8": ["Cảm ơn cán bộ quầy 2."]}, by=visitor, at=at)
    operations.end_survey(survey_id=found["published"].pk, by=SYSTEM, at=at)
    operations.publish_survey(survey_id=found["published"].pk, shown=True, by=SYSTEM, at=at)
    return {name: Survey.objects.get(pk=one.pk) for name, one in found.items()}
