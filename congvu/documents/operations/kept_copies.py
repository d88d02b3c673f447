"""The copy that the agency keeps of what it issued: lent by the clerk, taken back (NĐ 30/2020 Đ.19.4, Annex IV)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import Document, KeptCopyUse
from congvu.documents.operations.moves import lock, trace
from congvu.documents.secrecy import without_secrets
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role


class KeptCopyRefused(Refusal):
    """It is not lent like this: nobody is named, somebody has it, or there is none."""


@without_secrets("note")
@transaction.atomic
def lend_kept_copy(
    *, document_id: int, user: str, allowed_by: str, note: str = "", by: Actor, at: datetime
) -> KeptCopyUse:
    """Write down who takes the kept copy of an issued document, and who let them; by the clerk.

    :raises NotAllowed: unless a clerk of the agency
    :raises KeptCopyRefused: without user or who allowed it; not issued; somebody has it
    """
    document = lock(document_id)
    by = people.require(by=by, roles=[Role.CLERK], agency_id=document.agency_id, at=at)
    user, allowed_by = clean(user)[:200], clean(allowed_by)[:200]
    if document.direction != Direction.OUTGOING or document.state not in {State.ISSUED, State.RECALLED}:
        raise KeptCopyRefused(_("Chỉ văn bản đã phát hành có bản lưu."))
    if not user or not allowed_by:
        raise KeptCopyRefused(_("Ghi người sử dụng và người cho phép."))
    if found := document.kept_copy_uses.filter(returned_at=None).first():
        raise KeptCopyRefused(_("Bản lưu đang ở chỗ %(name)s. Ghi trả trước.") % {"name": found.user})
    made = KeptCopyUse.objects.create(
        document=document, user=user, allowed_by=allowed_by, note=clean(note)[:300], lent_at=at, lent_by=by.snapshot()
    )
    trace(document, "lend_kept_copy", by=by, at=at, data={"user": user})
    return made


@transaction.atomic
def take_kept_copy_back(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Write down that the kept copy is back.

    :raises NotAllowed: unless a clerk of the agency
    :raises KeptCopyRefused: nobody has it
    """
    document = lock(document_id)
    by = people.require(by=by, roles=[Role.CLERK], agency_id=document.agency_id, at=at)
    found = document.kept_copy_uses.filter(returned_at=None).first()
    if found is None:
        raise KeptCopyRefused(_("Không ai đang giữ bản lưu này."))
    found.returned_at, found.returned_to = at, by.snapshot()
    found.save(update_fields=["returned_at", "returned_to"])
    trace(document, "take_kept_copy_back", by=by, at=at)
    return document
