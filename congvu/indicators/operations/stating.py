"""Stating what cannot be counted here: a figure, its period, and the paper it is taken from."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.indicators.measures import STATED
from congvu.indicators.models import StatedFigure
from congvu.indicators.periods import Period
from congvu.kit.actors import Actor
from congvu.kit.errors import NotThere, Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role

OF_AGENCY = (Role.LEADER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN)
"""Who answers for the figures of an agency; those of the province are its administrator's."""
MOST = 100_000_000


class FigureRefused(Refusal):
    """The figure cannot be stated, or taken back: the text says why."""


@dataclass(frozen=True)
class Stated:
    """A figure as it is stated: counts, and number, sign and title of the paper, who issued it and when."""

    measure: str
    numerator: int
    denominator: int
    source: str
    source_agency: str
    source_day: dt.date


def require_stater(*, agency_id: int | None, by: Actor, at: dt.datetime) -> Actor:
    """Return the actor as the trace names them.

    :param agency_id: None: of the whole province
    :raises NotAllowed: they answer for no figures there
    """
    if agency_id is None:
        return people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    return people.require(by=by, roles=OF_AGENCY, agency_id=agency_id, at=at)


@transaction.atomic
def state_figure(*, stated: Stated, period: Period, agency_id: int | None, by: Actor, at: dt.datetime) -> StatedFigure:
    """State a figure of an agency, or of the province, over a period; the one that held until now is kept as history.

    :param agency_id: None: the whole province
    :raises NotAllowed: they answer for no figures there
    :raises FigureRefused: a measure that is counted here, a share above the whole, no paper, a period not begun
    """
    by = require_stater(agency_id=agency_id, by=by, at=at)
    _check(stated, period, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('indicators.state_figure'))")
    place = {"measure": stated.measure, "first": period.first, "length": period.length, "agency_id": agency_id}
    before = StatedFigure.objects.filter(**place, ended_at=None).first()
    if before is not None:
        _end(before, _("Thay bằng số liệu mới"), by, at)
    made = StatedFigure.objects.create(
        **place,
        numerator=stated.numerator,
        denominator=stated.denominator,
        source=clean(stated.source)[:300],
        source_agency=clean(stated.source_agency)[:200],
        source_day=stated.source_day,
        stated_at=at,
        stated_by=by.snapshot(),
    )
    _trace("indicators.state_figure", made, by, at, before=[before.numerator, before.denominator] if before else None)
    return made


@transaction.atomic
def withdraw_figure(*, figure_id: int, reason: str, by: Actor, at: dt.datetime) -> None:
    """Take a stated figure back: the item has no data again.

    :raises NotThere: none holds under that number
    :raises NotAllowed: they answer for no figures there
    :raises FigureRefused: no reason
    """
    row = StatedFigure.objects.select_for_update().filter(pk=figure_id, ended_at=None).first()
    if row is None:
        raise NotThere(_("Không có số liệu nhập tay này, hoặc đã được rút."))
    by = require_stater(agency_id=row.agency_id, by=by, at=at)
    if not clean(reason):
        raise FigureRefused(_("Ghi lý do rút số liệu."))
    _end(row, clean(reason)[:300], by, at)
    _trace("indicators.withdraw_figure", row, by, at, reason=row.ended_reason)


def _end(row: StatedFigure, reason: str, by: Actor, at: dt.datetime) -> None:
    row.ended_at, row.ended_by, row.ended_reason = at, by.snapshot(), reason
    row.save(update_fields=["ended_at", "ended_by", "ended_reason"])


def _check(stated: Stated, period: Period, at: dt.datetime) -> None:
    today = timezone.localdate(at)
    if stated.measure not in STATED:
        raise FigureRefused(_("Số liệu này hệ thống tự đếm, không nhập tay được."))
    if period.first > today:
        raise FigureRefused(_("Kỳ này chưa bắt đầu."))
    if not 0 < stated.denominator <= MOST:
        raise FigureRefused(_("Mẫu số phải lớn hơn 0. Kỳ không phát sinh thì không cần nhập."))
    if not 0 <= stated.numerator <= stated.denominator:
        raise FigureRefused(_("Tử số phải từ 0 đến mẫu số."))
    if not clean(stated.source) or not clean(stated.source_agency):
        raise FigureRefused(_("Ghi số, ký hiệu, tên văn bản và cơ quan ban hành mà số liệu lấy từ đó."))
    if not dt.date(2000, 1, 1) <= stated.source_day <= today:
        raise FigureRefused(_("Ngày của văn bản không đúng: không thể sau hôm nay."))


def _trace(action: str, row: StatedFigure, by: Actor, at: dt.datetime, **more: object) -> None:
    data = {
        "measure": row.measure,
        "first": row.first.isoformat(),
        "months": row.length,
        "agency": row.agency_id,
        "figure": [row.numerator, row.denominator],
        "source": row.source,
        **more,
    }
    audit.record(action=action, subject=f"stated_figure:{row.pk}", label=str(row), data=data, by=by, at=at)
