"""Naming who does a duty beside an agency."""

import csv
import io
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Declined, Refusal
from congvu.kit.text import clean
from congvu.people import rules
from congvu.people.models import Agency, Coordinator
from congvu.people.operations.guard import refused_as, well_formed

COLUMNS = ("duty", "for", "agency", "valid_from")
MOST_ROWS = 5000


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


class ListRefused(Refusal):
    """A list has rows that cannot be taken; nothing of it was. ``rows`` has the line of each and what is wrong."""

    def __init__(self, rows: list[tuple[int, str]]) -> None:
        self.rows = rows
        super().__init__(_("Danh sách có dòng sai nên chưa nạp dòng nào."))


@transaction.atomic
def take_coordinators(*, text: str, by: Actor, at: datetime) -> int:
    """Take a CSV list of who does which duty: ``duty,for,agency,valid_from``, as profiles have it; all or nothing.

    :param text: codes of agencies in ``for`` (empty: of all that name nobody) and ``agency``, days as 2026-11-20
    :returns: how many rows it has
    :raises NotAllowed: for anybody but the province's administrator
    :raises ListRefused: with every row that is wrong
    """
    by = rules.require_admin(by=by, agency_id=None, realm=Agency.Realm.STATE, at=at)
    lines = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if not lines.fieldnames or set(COLUMNS) - set(lines.fieldnames):
        raise ListRefused([(1, _("Dòng đầu phải có các cột: %(columns)s.") % {"columns": ", ".join(COLUMNS)})])
    ids = dict(Agency.objects.filter(valid_to=None).values_list("code", "id"))
    wrong: list[tuple[int, str]] = []
    taken = 0
    for number, line in enumerate(lines, start=2):
        if number > MOST_ROWS:
            raise ListRefused([(number, _("Danh sách quá %(most)s dòng.") % {"most": MOST_ROWS})])
        try:
            with transaction.atomic():
                _take(line, ids, by, at)
            taken += 1
        except Declined as refusal:
            wrong.append((number, str(refusal)))
    if wrong:
        raise ListRefused(wrong)
    return taken


def _take(line: dict[str, str | None], ids: dict[str, int], by: Actor, at: datetime) -> None:
    cells = {name: (line.get(name) or "").strip() for name in COLUMNS}
    unknown = next((cells[name] for name in ("for", "agency") if cells[name] and cells[name] not in ids), "")
    if unknown or not cells["agency"]:
        raise Refusal(_("Không có cơ quan mã “%(code)s”.") % {"code": unknown})
    try:
        begins = date.fromisoformat(cells["valid_from"]) if cells["valid_from"] else None
    except ValueError:
        raise Refusal(_("Ngày “%(typed)s” phải ghi như 2026-11-20.") % {"typed": cells["valid_from"][:20]}) from None
    set_coordinator(
        duty=cells["duty"],
        for_agency_id=ids.get(cells["for"]),
        agency_id=ids[cells["agency"]],
        valid_from=begins,
        by=by,
        at=at,
    )


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
