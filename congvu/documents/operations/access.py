"""Who may see a document or one of its files: limited, opened, given, taken; each change is confirmed by a second one.

NĐ 30/2020, Annex VI.3: permission per document and file, an alert on a change until somebody competent confirms.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents.models import AccessChange, AccessGrant, Document, DocumentFile
from congvu.documents.operations import sight
from congvu.documents.operations.moves import lock, trace
from congvu.documents.rules import require_manager
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import queries as people
from congvu.people.models import Official, OrgUnit
from congvu.places.models import valid_on

Kind = AccessChange.Kind


class AccessRefused(Refusal):
    """It cannot be changed so; the text says why."""


@transaction.atomic
def limit_document(*, document_id: int, is_limited: bool, by: Actor, at: datetime) -> Document:
    """Let only those see a document who have it in hand or are named, or everybody again whose role sees it.

    :raises NotAllowed: unless ``by`` leads the agency or the unit, or is its clerk
    """
    document = lock(document_id)
    by = require_manager(document, by=by, at=at)
    if document.is_restricted != is_limited:
        document.is_restricted = is_limited
        document.save(update_fields=["is_restricted"])
        _note(document, Kind.LIMITED if is_limited else Kind.OPENED, _("cả văn bản"), by=by, at=at)
    return document


@transaction.atomic
def limit_file(*, file_id: int, is_limited: bool, by: Actor, at: datetime) -> DocumentFile:
    """Let only holders and those named see one file of a document, or everybody again who sees the document.

    :raises NotAllowed: as :func:`limit_document`
    :raises AccessRefused: there is no such file
    """
    row, document = _file(file_id)
    by = require_manager(document, by=by, at=at)
    if row.is_limited != is_limited:
        row.is_limited = is_limited
        row.save(update_fields=["is_limited"])
        if row.role == DocumentFile.Role.SCAN:  # the copy with text says what the scan says
            copies = document.files.filter(role=DocumentFile.Role.SEARCHABLE, ordinal=row.ordinal, replaced_at=None)
            copies.update(is_limited=is_limited)
        _note(document, Kind.LIMITED if is_limited else Kind.OPENED, row.use.name, by=by, at=at)
    return row


@transaction.atomic
def let_see(
    *,
    document_id: int,
    official_id: int | None = None,
    unit_id: int | None = None,
    file_id: int | None = None,
    by: Actor,
    at: datetime,
) -> AccessGrant:
    """Let an official or a unit of the agency see a document, or one limited file of it.

    :raises NotAllowed: as :func:`limit_document`
    :raises AccessRefused: nobody of the agency is named, or they may see it already
    """
    document = lock(document_id)
    by = require_manager(document, by=by, at=at)
    day = timezone.localdate(at)
    official = people.staff(agency_id=document.agency_id, on=day).filter(pk=official_id or 0).first()
    unit = OrgUnit.objects.filter(valid_on(day), pk=unit_id or 0, agency_id=document.agency_id).first()
    who: Official | OrgUnit | None = official or unit
    if who is None:
        raise AccessRefused(_("Chọn người hoặc đơn vị của cơ quan."))
    row = _file(file_id)[0] if file_id else None
    if row is not None and row.document_id != document.pk:
        raise AccessRefused(_("Không có tệp này."))
    facts = {"document": document, "file": row, "official": official, "unit": None if official else unit}
    if AccessGrant.objects.filter(**facts, ended_at=None).exists():
        raise AccessRefused(_("%(who)s đã được xem.") % {"who": who})
    made = AccessGrant.objects.create(**facts, by=by.snapshot(), at=at)
    sight.let_in([sight.of_grant(made, document)])
    _note(document, Kind.GIVEN, f"{who}: {row.use.name if row else _('cả văn bản')}", by=by, at=at)
    return made


@transaction.atomic
def stop_seeing(*, grant_id: int, by: Actor, at: datetime) -> AccessGrant:
    """Take a permission back that was given by name.

    :raises NotAllowed: as :func:`limit_document`
    :raises AccessRefused: it has ended
    """
    grant = AccessGrant.objects.select_for_update(of=("self",)).filter(pk=grant_id, ended_at=None).first()
    if grant is None:
        raise AccessRefused(_("Quyền xem này đã hết."))
    document = lock(grant.document_id)
    by = require_manager(document, by=by, at=at)
    grant.ended_at = at
    grant.save(update_fields=["ended_at"])
    sight.shut_out(grant)
    _note(document, Kind.TAKEN, str(grant), by=by, at=at)
    return grant


@transaction.atomic
def confirm_access(*, change_id: int, by: Actor, at: datetime) -> AccessChange:
    """Confirm a change of permissions, so that its alert ends; by another one than who made it.

    :raises NotAllowed: who made it, or does not manage the document
    :raises AccessRefused: it is confirmed already
    """
    change = AccessChange.objects.select_for_update(of=("self",)).filter(pk=change_id, confirmed_at=None).first()
    if change is None:
        raise AccessRefused(_("Thay đổi này đã được xác nhận."))
    document = lock(change.document_id)
    by = require_manager(document, by=by, at=at)
    if change.by.get("id") == by.id:
        raise NotAllowed(_("Người đổi quyền không tự xác nhận; người quản lý khác xác nhận."))
    change.confirmed_by, change.confirmed_at = by.snapshot(), at
    change.save(update_fields=["confirmed_by", "confirmed_at"])
    trace(document, "confirm_access", by=by, at=at, data={"change": change.pk})
    return change


def _file(file_id: int) -> tuple[DocumentFile, Document]:
    row = DocumentFile.objects.select_related("use", "document").filter(pk=file_id, replaced_at=None).first()
    if row is None:
        raise AccessRefused(_("Không có tệp này."))
    return row, lock(row.document_id)


def _note(document: Document, kind: Kind, words: str, *, by: Actor, at: datetime) -> None:
    AccessChange.objects.create(document=document, kind=kind, words=words[:300], by=by.snapshot(), at=at)
    trace(document, "change_access", by=by, at=at, data={"kind": str(kind), "of": words[:300]})
