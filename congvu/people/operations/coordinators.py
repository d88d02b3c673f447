"""Naming who does a duty beside an agency."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import rules
from congvu.people.models import Agency, Coordinator
from congvu.people.operations.guard import refused_as, well_formed


class DutyUnknown(Refusal):
    """A duty is a code of small letters, digits and underscores, as the sheets of procedures write it."""


@transaction.atomic
def set_coordinator(
    *, duty: str, for_agency_id: int | None, agency_id: int, valid_from: date | None, by: Actor, at: datetime
) -> Coordinator:
    """Name from a day on who does a duty beside an agency, or beside all that name nobody; who did it before ends.

    Dossiers under way keep whom they were given to. For the province's administrator.

    :raises NotAllowed: for anybody else
    :raises DutyUnknown: when the duty is no code
    :raises Refusal: when a later one is named already
    """
    by = rules.require_admin(by=by, agency_id=None, realm=Agency.Realm.STATE, at=at)
    duty = clean(duty)
    if not (duty.isascii() and duty.isidentifier() and duty == duty.lower()):
        raise DutyUnknown(_("Mã đầu việc chỉ gồm chữ thường không dấu, số, gạch dưới: ví dụ tax, land_office."))
    before = Coordinator.objects.filter(duty=duty, for_agency_id=for_agency_id, valid_to=None)
    same = before.filter(agency_id=agency_id).first()
    if same is not None:
        return same
    if valid_from is not None:
        before.filter(valid_from__lt=valid_from).update(valid_to=valid_from)
        before.filter(valid_from=None).update(valid_to=valid_from)
    row = Coordinator(duty=duty, for_agency_id=for_agency_id, agency_id=agency_id, valid_from=valid_from)
    well_formed(row)
    with refused_as(_("Đầu việc {duty} đã có cơ quan phối hợp từ ngày ấy. Chọn ngày sau đó.").format(duty=duty)):
        row.save(force_insert=True)
    data = {"duty": duty, "for": for_agency_id, "valid_from": str(valid_from or "")}
    audit.record(action="people.set_coordinator", subject=f"agency:{agency_id}", by=by, at=at, data=data)
    return row


@transaction.atomic
def end_coordinator(*, coordinator_id: int, on: date, by: Actor, at: datetime) -> Coordinator:
    """Let nobody do the duty from a day on: its steps fall to the competent agency. For the province's administrator.

    :raises NotAllowed: for anybody else
    :raises Refusal: when it begins on that day or later
    """
    by = rules.require_admin(by=by, agency_id=None, realm=Agency.Realm.STATE, at=at)
    row = Coordinator.objects.select_for_update().get(pk=coordinator_id)
    if row.valid_from and row.valid_from >= on:
        raise Refusal(_("Phân công này bắt đầu từ ngày ấy hoặc sau đó."))
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    data = {"duty": row.duty, "on": str(on)}
    audit.record(action="people.end_coordinator", subject=f"agency:{row.agency_id}", by=by, at=at, data=data)
    return row
