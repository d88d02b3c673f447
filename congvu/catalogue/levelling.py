"""Service levels: set from a day on, taken back, counted on a day with every denominator named (NĐ 224/2026 Đ.14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.catalogue.models import LegalAct, Procedure, ServiceLevel
from congvu.catalogue.models.levels import LEVELS, ONLINE, Level, Scheme
from congvu.catalogue.searching import holding
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people


class LevelRefused(Refusal):
    """The level cannot be set, or taken back: the text says why."""


@dataclass(frozen=True)
class Share:
    """One percentage with what it is made of: ``numerator`` of ``denominator``, which is called ``of``."""

    name: str
    numerator: int
    of: str
    denominator: int

    @property
    def share(self) -> float | None:
        """The share, 0-1; None when there is nothing to count."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def percent(self) -> float | None:
        """The share in percent, to two decimals as reports write it."""
        return round(100 * self.numerator / self.denominator, 2) if self.denominator else None


@transaction.atomic
def set_level(
    *,
    procedure_code: str,
    scheme: str,
    level: str,
    act: str,
    act_title: str = "",
    article: str = "",
    why: str = "",
    why_words: str = "",
    valid_from: date,
    by: Actor,
    at: datetime,
) -> ServiceLevel:
    """Set the level of a procedure from a day on, past days too: it holds until the next row begins.

    :param act: number of the decision that publishes it; with ``act_title`` when the catalogue does not know it
    :param why: why no more than a part is online; required of a part under NĐ 224/2026
    :raises NotAllowed: for anybody but the province's administrator
    :raises LevelRefused: naming what does not hold
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    procedure = Procedure.objects.select_for_update().filter(code=procedure_code).first()
    if procedure is None:
        raise LevelRefused(_("Không có thủ tục mã %(code)s.") % {"code": procedure_code})
    if scheme not in Scheme.values or level not in LEVELS[Scheme(scheme)]:
        raise LevelRefused(_("Chọn cách xếp mức, rồi một mức của cách đó."))
    partial = level == Level.PARTIAL
    if scheme == Scheme.ND224 and partial and why not in ServiceLevel.Why.values:
        raise LevelRefused(_("Dịch vụ một phần phải nêu lý do để công khai (NĐ 224/2026 Đ.14)."))
    rows = ServiceLevel.objects.select_for_update().filter(procedure=procedure)
    if rows.filter(valid_from=valid_from).exists():
        raise LevelRefused(_("Đã có mức từ ngày ấy. Rút dòng đó rồi ghi lại."))
    after = rows.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from), valid_from__lt=valid_from).update(valid_to=valid_from)
    row = ServiceLevel.objects.create(
        procedure=procedure,
        scheme=scheme,
        level=level,
        why=why if partial else "",
        why_words=clean(why_words)[:500] if partial else "",
        act=_act(clean(act), clean(act_title)),
        article=clean(article)[:200],
        valid_from=valid_from,
        valid_to=after.valid_from if after else None,
    )
    _record("catalogue.set_level", row, by, at)
    return row


@transaction.atomic
def set_levels(*, procedure_codes: Sequence[str], by: Actor, at: datetime, **words: Any) -> list[ServiceLevel]:
    """Set one level for several procedures from a day on, all of them or none; words as for :func:`set_level`.

    :raises LevelRefused: nothing chosen, or naming the procedure of which it does not hold
    """
    if not procedure_codes:
        raise LevelRefused(_("Chọn ít nhất một thủ tục."))
    rows = []
    for code in sorted(set(procedure_codes)):
        try:
            rows.append(set_level(procedure_code=code, by=by, at=at, **words))
        except LevelRefused as refusal:
            raise LevelRefused(f"{code}: {refusal}") from refusal
    return rows


@transaction.atomic
def withdraw_level(*, level_id: int, by: Actor, at: datetime) -> None:
    """Take a row back that was written by mistake: the one before it holds on.

    :raises NotAllowed: for anybody but the province's administrator
    :raises LevelRefused: there is no such row
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    row = ServiceLevel.objects.select_for_update(of=("self",)).filter(pk=level_id).select_related("procedure").first()
    if row is None:
        raise LevelRefused(_("Dòng này không còn. Xem lại danh sách."))
    _record("catalogue.withdraw_level", row, by, at)
    row.delete()
    before = ServiceLevel.objects.filter(procedure=row.procedure, valid_to=row.valid_from)
    before.update(valid_to=row.valid_to)


def _act(number: str, title: str) -> LegalAct:
    if not number:
        raise LevelRefused(_("Ghi số, ký hiệu quyết định công bố mức độ."))
    known = LegalAct.objects.filter(number=number).first()
    if known is not None:
        return known
    if not title:
        words = _("Văn bản %(act)s chưa có trong danh mục. Ghi thêm trích yếu của nó.")
        raise LevelRefused(words % {"act": number})
    return LegalAct.objects.create(number=number[:60], title=title[:500])


def _record(action: str, row: ServiceLevel, by: Actor, at: datetime) -> None:
    data: dict[str, Any] = {"scheme": row.scheme, "level": row.level, "why": row.why, "law": row.law}
    data["valid_from"] = row.valid_from.isoformat()
    label = f"{row.procedure.code}: {row.get_level_display()}"
    audit.record(action=action, subject=f"procedure:{row.procedure_id}", label=label, data=data, by=by, at=at)


def levels_of(*, procedure_id: int) -> list[ServiceLevel]:
    """Return the levels of a procedure, latest first."""
    return list(ServiceLevel.objects.filter(procedure_id=procedure_id).select_related("act"))


def level_on(*, procedure_id: int, on: date) -> ServiceLevel | None:
    """Return the level of a procedure on a day, None when none was published."""
    return next((row for row in levels_of(procedure_id=procedure_id) if _holds(row, on)), None)


def _holds(row: ServiceLevel, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)


def service_levels(*, on: date) -> dict[int, ServiceLevel]:
    """Return the level of every procedure that has one on a day, by the procedure's id."""
    rows = ServiceLevel.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
    return {row.procedure_id: row for row in rows.select_related("act")}


def level_shares(*, on: date) -> list[Share]:
    """Return how many procedures have each level on a day, each against three denominators that are named.

    Reports do not say what they divide by, so that percentages of one report may rest on different wholes: here each
    stands beside its own.
    """
    levels = [row.level for row in service_levels(on=on).values()]
    wholes = [
        (_("thủ tục đang áp dụng"), holding(on).count()),
        (_("thủ tục đã công bố mức độ"), len(levels)),
        (_("thủ tục nộp được trực tuyến"), sum(level in ONLINE for level in levels)),
    ]
    return [
        Share(str(level.label), levels.count(level), name, whole)
        for level in Level
        if level in levels
        for name, whole in wholes
    ]
