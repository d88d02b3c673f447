"""Absences and stand-ins (NĐ 61/2018/NĐ-CP Đ.11: stand-in staff are named beforehand)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import rules
from congvu.people.models import Absence, Official, Post
from congvu.people.operations.guard import refused_as, well_formed
from congvu.places.models import valid_on


@transaction.atomic
def record_absence(
    *,
    official_id: int,
    delegate_id: int,
    agency_id: int,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> Absence:
    """Note that an official is away and who stands in; the stand-in has their powers in agencies both work in.

    ``agency_id`` is the agency that arranges it; both must hold a post there.

    :raises NotAllowed: neither the official themselves nor leader or administrator there.
    :raises Refusal: the stand-in works elsewhere or is away themselves, or the time overlaps another absence.
    """
    by = rules.require_may_arrange_absence(by=by, official_id=official_id, agency_id=agency_id, at=at)
    if ends_at <= starts_at or ends_at <= at:
        raise Refusal(_("Thời điểm trở lại phải sau lúc bắt đầu vắng mặt và sau bây giờ."))
    if official_id == delegate_id:
        raise Refusal(_("Hãy chọn một người khác thay."))
    _check_works_here((official_id, delegate_id), agency_id, starts_at)
    if Absence.objects.filter(official_id=delegate_id, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refusal(_("Người thay cũng vắng mặt trong thời gian này. Hãy chọn người khác."))
    absence = Absence(
        official_id=official_id, delegate_id=delegate_id, starts_at=starts_at, ends_at=ends_at, reason=clean(reason)
    )
    well_formed(absence)
    with refused_as(_("Cán bộ đã được ghi vắng mặt trong thời gian này. Hãy sửa lần ghi trước.")):
        absence.save(force_insert=True)
    data = {"delegate": delegate_id, "from": starts_at.isoformat(), "until": ends_at.isoformat(), "reason": reason}
    audit.record(action="people.record_absence", subject=f"official:{official_id}", by=by, at=at, data=data)
    return absence


def _check_works_here(official_ids: tuple[int, int], agency_id: int, at: datetime) -> None:
    day = timezone.localdate(at)
    here = set(
        Post.objects.filter(valid_on(day), official_id__in=official_ids, agency_id=agency_id).values_list(
            "official_id", flat=True
        )
    )
    for official in Official.objects.filter(id__in=set(official_ids) - here):
        raise Refusal(_("{name} không giữ vị trí nào ở cơ quan này.").format(name=official.full_name))


@transaction.atomic
def end_absence(*, absence_id: int, agency_id: int, by: Actor, at: datetime) -> None:
    """Let the official be back from now on; an absence that has not begun is taken out.

    :raises NotAllowed: neither the official themselves nor leader or administrator of an agency they work in.
    :raises Refusal: it is over already.
    """
    absence = Absence.objects.select_for_update().get(id=absence_id)
    by = rules.require_may_arrange_absence(by=by, official_id=absence.official_id, agency_id=agency_id, at=at)
    _check_works_here((absence.official_id, absence.official_id), agency_id, max(at, absence.starts_at))
    if absence.ends_at <= at:
        raise Refusal(_("Lần vắng mặt này đã hết."))
    if absence.starts_at < at:
        absence.ends_at = at
        absence.save(update_fields=["ends_at"])
    else:
        absence.delete()
    data = {"delegate": absence.delegate_id, "from": absence.starts_at.isoformat()}
    audit.record(action="people.end_absence", subject=f"official:{absence.official_id}", by=by, at=at, data=data)
