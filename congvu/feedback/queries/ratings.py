"""Questions about ratings."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.feedback.models import Invitation, Rating

ASPECTS: dict[str, Promise] = {
    "time": _("Thời gian giải quyết so với ngày hẹn"),
    "contacts": _("Số nơi, số lần phải đến, phải liên hệ"),
    "information": _("Hướng dẫn đầy đủ, chính xác"),
    "attitude": _("Thái độ của cán bộ"),
    "legality": _("Kết quả đúng quy định, không phải trả thêm khoản nào"),
    "online": _("Nộp, theo dõi trực tuyến thuận tiện"),
}
"""Contents of a rating (NĐ 61/2018 Đ.31), each scored by itself if one wants."""
LEVELS: dict[int, Promise] = {
    5: _("Rất hài lòng"),
    4: _("Hài lòng"),
    3: _("Bình thường"),
    2: _("Không hài lòng"),
    1: _("Rất không hài lòng"),
}
SATISFIED = 4
"""The lowest score that says «satisfied»."""


@dataclass(frozen=True)
class Satisfaction:
    """How many ratings there are, and how many of them are satisfied."""

    satisfied: int
    ratings: int

    @property
    def share(self) -> float | None:
        """Share of the satisfied, None without a rating."""
        return self.satisfied / self.ratings if self.ratings else None


def satisfaction(*, agency_ids: Iterable[int] | None = None, since: dt.datetime, until: dt.datetime) -> Satisfaction:
    """Sum up the ratings given in a span of time; single ratings stay confidential.

    :param agency_ids: of the dossiers' competent agencies; all when None
    """
    rows = Rating.objects.filter(rated_at__gte=since, rated_at__lt=until)
    if agency_ids is not None:
        rows = rows.filter(invitation__dossier__competent_agency_id__in=list(agency_ids))
    return Satisfaction(**rows.aggregate(satisfied=Count("pk", filter=Q(score__gte=SATISFIED)), ratings=Count("pk")))


def rating_of(*, dossier_id: int) -> Rating | None:
    """Return the owner's rating of a dossier, for the owner's own page only."""
    return Rating.objects.filter(invitation__dossier_id=dossier_id).first()


def is_open(*, dossier_id: int) -> bool:
    """Tell whether the dossier may be rated."""
    return Invitation.objects.filter(dossier_id=dossier_id).exists()
