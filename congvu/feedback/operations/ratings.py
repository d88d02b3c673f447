"""Inviting and rating."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers.models import Dossier
from congvu.feedback.models import Invitation, Rating
from congvu.feedback.queries.ratings import ASPECTS
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import queries as people

DESK = ("reception", "return_desk")
"""Who enters the slips that were given back on paper."""


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


class SlipRefused(Refusal):
    """The slip cannot be counted: the text says why."""


@transaction.atomic
def enter_slip(
    *, code: str, score: int, aspects: Mapping[str, int] | None = None, by: Actor, at: dt.datetime
) -> Rating:
    """Count a slip that was filled in by hand and given to the desk. What the owner said himself stands before it.

    The trace says that a slip was entered, never what it says.

    :raises NotAllowed: for anybody but the desk that took the dossier in
    :raises SlipRefused: no such dossier, its result was not returned, or it was rated already
    :raises ScoreUnknown: for another score
    """
    dossier = Dossier.objects.filter(code=code.strip().upper()).first()
    if dossier is None:
        raise SlipRefused(_("Không có hồ sơ với mã này. Xem lại mã trên phiếu."))
    by = people.require(by=by, roles=DESK, agency_id=dossier.receiving_agency_id, at=at)
    invitation = Invitation.objects.select_for_update().filter(dossier=dossier).first()
    if invitation is None:
        raise SlipRefused(_("Hồ sơ chưa trả kết quả nên chưa đánh giá được."))
    if Rating.objects.filter(invitation=invitation).exists():
        raise SlipRefused(_("Hồ sơ này đã được đánh giá; phiếu không cộng thêm lần nữa."))
    scored = {name: value for name, value in (aspects or {}).items() if name in ASPECTS}
    if any(value not in range(1, 6) for value in (score, *scored.values())):
        raise ScoreUnknown(_("Chọn một mức từ «Rất không hài lòng» đến «Rất hài lòng»."))
    rating = Rating.objects.create(invitation=invitation, score=score, aspects=scored, rated_at=at)
    audit.record(action="feedback.enter_slip", subject=dossier.subject, label=dossier.code, by=by, at=at)
    return rating
