"""Inviting and rating."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers.models import Dossier
from congvu.feedback.models import Invitation, Rating
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import queries as people

ASPECTS = ("time", "contacts", "information", "attitude", "legality", "online")
"""Contents of a rating (NĐ 61/2018 Đ.31) that a citizen may score one by one."""


class ScoreUnknown(Refusal):
    """A score is a whole number from 1 to 5."""


def invite(*, dossier_id: int, at: dt.datetime) -> None:
    """Open the rating of a returned dossier, once."""
    Invitation.objects.bulk_create([Invitation(dossier_id=dossier_id, open_from=at)], ignore_conflicts=True)


@transaction.atomic
def rate(
    *,
    dossier_id: int,
    score: int,
    aspects: Mapping[str, int] | None = None,
    comment: str = "",
    by: Actor,
    at: dt.datetime,
) -> Rating:
    """Rate a dossier as its owner. Rating anew replaces the former words.

    :param score: 1 very dissatisfied … 5 very satisfied
    :raises NotAllowed: for anybody but the owner, or before the result was returned
    :raises ScoreUnknown: for another score
    """
    dossier = Dossier.objects.get(pk=dossier_id)
    invitation = Invitation.objects.select_for_update().filter(dossier=dossier).first()
    mine = people.same_person(by.id) if by.kind == ActorKind.CITIZEN and by.id else frozenset()
    if dossier.owner_id not in mine:
        raise NotAllowed(_("Chỉ người nộp hồ sơ mới đánh giá được hồ sơ này."))
    if invitation is None:
        raise NotAllowed(_("Hồ sơ chưa trả kết quả nên chưa đánh giá được."))
    scored = {name: value for name, value in (aspects or {}).items() if name in ASPECTS}
    if any(value not in range(1, 6) for value in (score, *scored.values())):
        raise ScoreUnknown(_("Chọn một mức từ «Rất không hài lòng» đến «Rất hài lòng»."))
    rating, _made = Rating.objects.update_or_create(
        invitation=invitation,
        defaults={"score": score, "aspects": scored, "comment": comment.strip()[:2000], "rated_at": at},
    )
    audit.record(action="feedback.rate", subject=dossier.subject, label=dossier.code, by=by, at=at)
    return rating
