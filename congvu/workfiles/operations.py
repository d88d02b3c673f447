"""The only code that writes work files: list, open, collect, close, hand over."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import yaml
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from congvu.audit import operations as audit
from congvu.documents import operations as documents
from congvu.documents.models import Document
from congvu.documents.queries import can_see
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import NotAllowed, NotThere, Refusal
from congvu.kit.text import clean
from congvu.notices import operations as notices
from congvu.people import queries as people
from congvu.people.models import OrgUnit
from congvu.places.models import valid_on
from congvu.workfiles.models import FileItem, FileList, Handover, Heading, Retention, Workfile
from congvu.workfiles.rules import may_keep, months_after, require_keeper

SHIPPED = Path(__file__).parent / "shipped" / "retentions.yaml"
LIST_MAKERS = ("clerk", "leader")
State = Workfile.State


class FileRefused(Refusal):
    """Something is missing or cannot be; the text says what."""


class FileUnknown(NotThere):
    """There is no such file, or it is not theirs to see."""

    def __init__(self) -> None:
        super().__init__(_("Không có hồ sơ này, hoặc hồ sơ không thuộc phần việc của bạn."))


@dataclass(frozen=True, kw_only=True)
class FileIn:
    """A line of the list."""

    heading_id: int
    title: str
    retention_id: int
    keeper_id: int | None = None
    is_construction: bool = False
    rights: str = ""
    description: str = ""


@transaction.atomic
def load_retentions(*, by: Actor, at: datetime, path: Path = SHIPPED) -> int:
    """Write every shipped retention that the database lacks; what administrators made is never changed."""
    sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = set(Retention.objects.values_list("code", flat=True))
    new = Retention.objects.bulk_create(
        Retention(
            code=row["code"],
            group=row["group"],
            title=row["title"],
            years=row["years"],
            legal_basis=sheet["legal_basis"],
            is_unchecked=row.get("unchecked", False),
            valid_from=date.fromisoformat(str(sheet["valid_from"])),
        )
        for row in sheet["retentions"]
        if row["code"] not in known
    )
    if new:
        data: dict[str, object] = {"codes": [row.code for row in new]}
        audit.record(action="workfiles.load_retentions", subject="retentions", by=by, at=at, data=data)
    return len(new)


@transaction.atomic
def begin_list(*, agency_id: int, year: int, like: int | None = None, by: Actor, at: datetime) -> FileList:
    """Begin the list of a year, empty or with headings and files of an earlier year.

    :param like: the year whose list it is drawn after
    :raises FileRefused: there is one already, or the year lies too far off
    """
    by = people.require(by=by, roles=LIST_MAKERS, agency_id=agency_id, at=at)
    if abs(year - timezone.localdate(at).year) > 1:
        raise FileRefused(_("Chỉ lập danh mục của năm nay, năm trước hoặc năm tới."))
    if FileList.objects.filter(agency_id=agency_id, year=year).exists():
        raise FileRefused(_("Danh mục hồ sơ năm %(year)s đã có.") % {"year": year})
    made = FileList.objects.create(agency_id=agency_id, year=year, made_by=by.snapshot(), made_at=at)
    before = FileList.objects.filter(agency_id=agency_id, year=like).first() if like else None
    for heading in before.headings.all() if before else ():
        copied = Heading.objects.create(
            list=made, ordinal=heading.ordinal, title=heading.title, letters=heading.letters, unit=heading.unit
        )
        for file in heading.files.order_by("ordinal"):
            given = FileIn(
                heading_id=copied.pk,
                title=file.title.replace(str(like), str(year)),
                retention_id=file.retention_id,
                keeper_id=file.keeper_id,
                is_construction=file.is_construction,
            )
            _add_file(made, copied, given, at)
    audit.record(action="workfiles.begin_list", subject=f"file_list:{made.pk}", by=by, at=at, data={"year": year})
    return made


@documents.without_secrets("workfile")
@transaction.atomic
def add_heading(
    *, list_id: int, title: str, letters: str, unit_id: int | None = None, by: Actor, at: datetime
) -> Heading:
    """Add a heading to a list.

    :raises FileRefused: without title or letters, or letters that stand there already
    """
    row = _list(list_id)
    by = people.require(by=by, roles=LIST_MAKERS, agency_id=row.agency_id, at=at)
    title, letters = clean(title)[:200], clean(letters).upper()[:10]
    if not title or not letters.isalnum():
        raise FileRefused(_("Ghi tên đề mục và ký hiệu gồm chữ, số, ví dụ TCCB."))
    if row.headings.filter(letters=letters).exists():
        raise FileRefused(_("Ký hiệu %(letters)s đã dùng cho đề mục khác.") % {"letters": letters})
    unit = OrgUnit.objects.filter(valid_on(timezone.localdate(at)), pk=unit_id or 0, agency_id=row.agency_id).first()
    ordinal = (row.headings.aggregate(n=Max("ordinal"))["n"] or 0) + 1
    made = Heading.objects.create(list=row, ordinal=ordinal, title=title, letters=letters, unit=unit)
    audit.record(action="workfiles.add_heading", subject=f"file_list:{row.pk}", label=title, by=by, at=at)
    return made


@documents.without_secrets("workfile")
@transaction.atomic
def add_file(*, given: FileIn, by: Actor, at: datetime) -> Workfile:
    """Add a file to the list: planned while the list is drawn up, open at once when it is in force.

    Until the list is issued clerk and leader add; afterwards everybody who works in the agency may (a file that was
    not foreseen, NĐ 30/2020 Đ.29), and keeps it.

    :raises FileRefused: without a title, or an unknown heading or retention
    """
    heading = Heading.objects.select_related("list").filter(pk=given.heading_id).first()
    if heading is None:
        raise FileRefused(_("Chọn đề mục."))
    row = _list(heading.list_id)
    if row.issued_at is None:
        by = people.require(by=by, roles=LIST_MAKERS, agency_id=row.agency_id, at=at)
    else:
        by = may_keep(row.agency_id, by=by, at=at)
    made = _add_file(row, heading, given, at)
    audit.record(action="workfiles.add_file", subject=made.key, label=str(made), by=by, at=at)
    return made


def _add_file(row: FileList, heading: Heading, given: FileIn, at: datetime) -> Workfile:
    title = clean(given.title)[:500]
    retention = Retention.objects.filter(valid_on(timezone.localdate(at)), pk=given.retention_id).first()
    if not title or retention is None:
        raise FileRefused(_("Ghi tiêu đề hồ sơ và chọn thời hạn bảo quản."))
    if given.keeper_id:
        posts = people.posts(on=timezone.localdate(at), official_id=given.keeper_id, agency_id=row.agency_id)
        if not posts.exists():
            raise FileRefused(_("Người lập hồ sơ phải đang công tác tại cơ quan."))
    ordinal = (heading.files.aggregate(n=Max("ordinal"))["n"] or 0) + 1
    return Workfile.objects.create(
        list=row,
        heading=heading,
        ordinal=ordinal,
        code=f"{ordinal:02}.{heading.letters}",
        title=title,
        retention=retention,
        years=retention.years,
        keeper_id=given.keeper_id,
        is_construction=given.is_construction,
        rights=clean(given.rights)[:30],
        description=clean(given.description)[:500],
        state=State.OPEN if row.issued_at else State.PLANNED,
        opened_at=at if row.issued_at else None,
    )


@documents.without_secrets("workfile")
@transaction.atomic
def issue_list(*, list_id: int, act: str, by: Actor, at: datetime) -> FileList:
    """Put the list in force (ban hành danh mục): its files are open from now on.

    :raises NotAllowed: unless a leader of the agency
    :raises FileRefused: empty, in force already, or without the act that orders it
    """
    row = _list(list_id)
    by = people.require(by=by, roles=("leader",), agency_id=row.agency_id, at=at)
    if row.issued_at:
        raise FileRefused(_("Danh mục đã ban hành."))
    if not clean(act) or not row.files.exists():
        raise FileRefused(_("Danh mục cần ít nhất một hồ sơ và số của quyết định ban hành."))
    row.issued_at, row.act = at, clean(act)[:200]
    row.save(update_fields=["issued_at", "act"])
    row.files.filter(state=State.PLANNED).update(state=State.OPEN, opened_at=at)
    audit.record(action="workfiles.issue_list", subject=f"file_list:{row.pk}", label=row.act, by=by, at=at)
    return row


@transaction.atomic
def put_in(*, workfile_id: int, document_id: int, by: Actor, at: datetime) -> FileItem:
    """Put a document of the agency into an open file; it may stand in others too, nothing is copied.

    :raises NotAllowed: who does not keep the file, or may not see the document
    :raises FileRefused: closed, of another agency, or in it already
    """
    file = _locked(workfile_id)
    by = require_keeper(file, by=by, at=at)
    _check_open(file)
    document = Document.objects.filter(pk=document_id, agency_id=file.list.agency_id).first()
    if document is None or not can_see(document, by=by, at=at):
        raise NotAllowed(_("Chỉ đưa vào hồ sơ văn bản của cơ quan mà bạn được xem."))
    if file.items.filter(document=document, removed_at=None).exists():
        raise FileRefused(_("Văn bản đã có trong hồ sơ này."))
    ordinal = (file.items.aggregate(n=Max("ordinal"))["n"] or 0) + 1
    item = FileItem.objects.create(
        workfile=file,
        document=document,
        ordinal=ordinal,
        pages=document.pages or 0,
        added_by=by.snapshot(),
        added_at=at,
    )
    _count(file)
    _trace(file, "put_in", by=by, at=at, data={"document": document.pk, "ordinal": ordinal})
    return item


@documents.without_secrets("workfile")
@transaction.atomic
def take_out(*, item_id: int, reason: str, by: Actor, at: datetime) -> Workfile:
    """Take a document out of an open file: a double, a draft; its ordinal is not given again.

    :raises FileRefused: closed, or without a reason
    """
    item = FileItem.objects.select_related("workfile").filter(pk=item_id, removed_at=None).first()
    if item is None:
        raise FileUnknown
    file, reason = _locked(item.workfile_id), clean(reason)[:300]
    by = require_keeper(file, by=by, at=at)
    _check_open(file)
    if not reason:
        raise FileRefused(_("Ghi lý do đưa văn bản ra khỏi hồ sơ."))
    item.removed_at, item.removed_by, item.reason = at, by.snapshot(), reason
    item.save(update_fields=["removed_at", "removed_by", "reason"])
    _count(file)
    _trace(file, "take_out", by=by, at=at, data={"document": item.document_id})
    return file


@transaction.atomic
def close(*, workfile_id: int, ended_on: date, by: Actor, at: datetime) -> Workfile:
    """Close a file: the work has ended; from then on runs the time until its hand-over (NĐ 30/2020 Đ.29, 30).

    :param ended_on: when the work ended, or the final account of a building was approved
    :raises FileRefused: empty, not open, or a day to come
    """
    file = _locked(workfile_id)
    by = require_keeper(file, by=by, at=at)
    _check_open(file)
    if ended_on > timezone.localdate(at):
        raise FileRefused(_("Ngày kết thúc công việc không thể ở sau hôm nay."))
    if not file.documents:
        raise FileRefused(_("Hồ sơ chưa có văn bản nào nên chưa kết thúc được."))
    file.state, file.closed_at, file.closed_by = State.CLOSED, at, by.snapshot()
    file.hand_over_by = months_after(ended_on, 3 if file.is_construction else 12)
    file.save(update_fields=["state", "closed_at", "closed_by", "hand_over_by"])
    _trace(file, "close", by=by, at=at, data={"ended_on": ended_on.isoformat(), "documents": file.documents})
    return file


@documents.without_secrets("workfile")
@transaction.atomic
def reopen(*, workfile_id: int, reason: str, by: Actor, at: datetime) -> Workfile:
    """Open a closed file again, before it is handed over."""
    file = _locked(workfile_id)
    by = people.require(by=by, roles=("leader", "unit_head"), agency_id=file.list.agency_id, at=at)
    if file.state != State.CLOSED or file.handover_id:
        raise FileRefused(_("Chỉ mở lại hồ sơ đã kết thúc và chưa giao nộp."))
    if not clean(reason):
        raise FileRefused(_("Ghi lý do mở lại."))
    file.state, file.closed_at, file.hand_over_by, file.reminded_at = State.OPEN, None, None, None
    file.save(update_fields=["state", "closed_at", "hand_over_by", "reminded_at"])
    _trace(file, "reopen", by=by, at=at, data={"reason": clean(reason)[:300]})
    return file


@transaction.atomic
def offer(*, agency_id: int, public_ids: list[UUID], by: Actor, at: datetime) -> Handover:
    """Put closed files on a hand-over list to the agency's archive.

    :raises FileRefused: none chosen, or one that is not closed or stands on a list already
    """
    by = may_keep(agency_id, by=by, at=at)
    found = list(
        Workfile.objects.select_for_update(of=("self",)).filter(
            public_id__in=public_ids, list__agency_id=agency_id, state=State.CLOSED, handover=None
        )
    )
    if not found or len(found) != len(set(public_ids)):
        raise FileRefused(_("Chọn hồ sơ đã kết thúc và chưa có trong danh sách giao nộp nào."))
    for file in found:
        require_keeper(file, by=by, at=at)
    made = Handover.objects.create(agency_id=agency_id, unit=found[0].heading.unit, made_by=by.snapshot(), made_at=at)
    Workfile.objects.filter(pk__in=[file.pk for file in found]).update(handover=made)
    audit.record(
        action="workfiles.offer", subject=f"handover:{made.pk}", by=by, at=at, data={"files": [f.pk for f in found]}
    )
    return made


@documents.without_secrets("workfile")
@transaction.atomic
def receive(*, handover_id: int, condition: str, by: Actor, at: datetime) -> Handover:
    """Take the files of a list over into the archive; the two sides sign the printed minutes (Đ.30.3).

    :raises NotAllowed: unless a clerk (who keeps the archive) and not the one who hands over
    """
    made = Handover.objects.select_for_update().filter(pk=handover_id).first()
    if made is None:
        raise FileUnknown
    by = people.require(by=by, roles=("clerk",), agency_id=made.agency_id, at=at)
    if made.received_at:
        raise FileRefused(_("Danh sách này đã giao nhận."))
    if made.made_by.get("id") == by.id:
        raise NotAllowed(_("Người giao không tự nhận hồ sơ của mình. Hãy để người phụ trách lưu trữ khác nhận."))
    made.received_at, made.received_by, made.condition = at, by.snapshot(), clean(condition)[:300]
    made.save(update_fields=["received_at", "received_by", "condition"])
    made.files.update(state=State.HANDED)
    jobs.configure_task("workfiles.keep_for_archive").defer(handover_id=made.pk)
    audit.record(action="workfiles.receive", subject=f"handover:{made.pk}", by=by, at=at)
    return made


@transaction.atomic
def remind(*, workfile_id: int, at: datetime) -> None:
    """Tell the keeper once that the day of hand-over is near; a file that nobody keeps is its heads' to see."""
    file = _locked(workfile_id)
    if file.reminded_at is not None or file.state != State.CLOSED:
        return
    file.reminded_at = at
    file.save(update_fields=["reminded_at"])
    if file.keeper is not None:
        notices.notify(
            template="workfile_hand_over",
            official_id=file.keeper_id,
            subject=file.key,
            data={
                "name": file.keeper.full_name,
                "code": file.code,
                "title": file.title,
                "day": file.hand_over_by,
                "path": "/desk/ho-so-cong-viec/giao-nop/",
            },
            key=f"{file.key}:hand_over:{file.hand_over_by}",
            at=at,
        )
    _trace(file, "remind", by=SYSTEM, at=at, data={"by": str(file.hand_over_by)})


def _count(file: Workfile) -> None:
    items = list(file.items.filter(removed_at=None).select_related("document"))
    days = [item.document.issued_on for item in items if item.document.issued_on]
    file.documents, file.pages = len(items), sum(item.pages for item in items)
    file.started_on, file.ended_on = min(days, default=None), max(days, default=None)
    file.save(update_fields=["documents", "pages", "started_on", "ended_on"])


def _list(list_id: int) -> FileList:
    found = FileList.objects.select_for_update().filter(pk=list_id).first()
    if found is None:
        raise FileUnknown
    return found


def _locked(workfile_id: int) -> Workfile:
    found = Workfile.objects.select_for_update(of=("self",)).select_related("list", "heading")
    file = found.filter(pk=workfile_id).first()
    if file is None:
        raise FileUnknown
    return file


def _check_open(file: Workfile) -> None:
    if file.state != State.OPEN:
        raise FileRefused(
            _("Hồ sơ đang ở trạng thái “%(state)s” nên không thay đổi được.") % {"state": file.get_state_display()}
        )


def _trace(file: Workfile, action: str, *, by: Actor, at: datetime, data: dict[str, object]) -> None:
    audit.record(action=f"workfiles.{action}", subject=file.key, label=str(file), data=data, by=by, at=at)
