"""Letting go of contents past their term: a list is proposed, another one approves it, then it is carried out."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers import operations as dossiers
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.privacy.models import Erasure, ErasureItem, RetentionTerm
from congvu.privacy.queries.terms import past_term
from congvu.privacy.tasks import erase

DECIDERS = (Role.PROVINCE_ADMIN,)
MOST = 500
"""Dossiers of one list: more than somebody can look through is no approval."""


@transaction.atomic
def set_term(*, procedure_code: str, years: int, law: str, is_checked: bool, by: Actor, at: datetime) -> RetentionTerm:
    """Say how long contents are kept after a dossier of this procedure ended; an empty code: of every other one.

    :raises NotAllowed: not the administrator of the province
    :raises Refusal: no term
    """
    by = people.require(by=by, roles=DECIDERS, at=at)
    if not 1 <= years <= 100:
        raise Refusal(_("Thời hạn lưu từ 1 đến 100 năm."))
    facts = {"years": years, "law": clean(law)[:200], "is_checked": is_checked}
    row, _made = RetentionTerm.objects.update_or_create(procedure_code=clean(procedure_code)[:20], defaults=facts)
    audit.record(action="privacy.set_term", subject=f"retention_term:{row.pk}", by=by, at=at, label=str(row))
    return row


@transaction.atomic
def propose(*, by: Actor, at: datetime) -> Erasure:
    """Make a list of the dossiers whose term is over; what is on a list that still waits is not named twice.

    :raises NotAllowed: not the administrator of the province
    :raises Refusal: there is none
    """
    by = people.require(by=by, roles=DECIDERS, at=at)
    found = past_term(on=timezone.localdate(at), limit=MOST)
    if not found:
        raise Refusal(_("Không có hồ sơ nào hết thời hạn lưu."))
    row = Erasure.objects.create(proposer_id=by.id or 0, proposed_by=by.snapshot(), proposed_at=at)
    ErasureItem.objects.bulk_create(
        ErasureItem(erasure=row, dossier_id=one.dossier_id, ended_on=one.ended_on, years=one.years) for one in found
    )
    _trace("privacy.propose_erasure", row, by, at, items=len(found))
    return row


@transaction.atomic
def keep(*, item_id: int, reason: str, by: Actor, at: datetime) -> ErasureItem:
    """Strike a dossier from a list that waits for its approval.

    :raises NotAllowed: not the administrator of the province
    :raises Refusal: approved already, or no reason is given
    """
    by = people.require(by=by, roles=DECIDERS, at=at)
    item = ErasureItem.objects.select_related("erasure").get(pk=item_id)
    _open(item.erasure_id)
    if not clean(reason):
        raise Refusal(_("Hãy ghi vì sao giữ lại hồ sơ này."))
    item.kept_reason = clean(reason)[:300]
    item.save(update_fields=["kept_reason"])
    _trace("privacy.keep_dossier", item.erasure, by, at, dossier=item.dossier_id)
    return item


@transaction.atomic
def approve(*, erasure_id: int, by: Actor, at: datetime) -> Erasure:
    """Approve a list that another has proposed: its contents are erased from now on, and nobody brings them back.

    :raises NotAllowed: not the administrator of the province, or the one who proposed it
    :raises Refusal: approved or withdrawn already
    """
    by = people.require(by=by, roles=DECIDERS, at=at)
    row = _open(erasure_id)
    if by.id == row.proposer_id or by.acts_for_id == row.proposer_id:
        raise NotAllowed(_("Người lập danh sách không tự duyệt: cần một người quản trị toàn tỉnh khác."))
    row.state, row.approved_by, row.approved_at = Erasure.State.APPROVED, by.snapshot(), at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    _trace("privacy.approve_erasure", row, by, at)
    transaction.on_commit(lambda: erase.defer(erasure_id=row.pk))
    return row


@transaction.atomic
def withdraw(*, erasure_id: int, by: Actor, at: datetime) -> Erasure:
    """Take a list back that waits for its approval.

    :raises NotAllowed: not the administrator of the province
    :raises Refusal: approved or withdrawn already
    """
    by = people.require(by=by, roles=DECIDERS, at=at)
    row = _open(erasure_id)
    row.state = Erasure.State.WITHDRAWN
    row.save(update_fields=["state"])
    _trace("privacy.withdraw_erasure", row, by, at)
    return row


@transaction.atomic
def carry_out(*, item_id: int, by: Actor, at: datetime) -> None:
    """Erase the contents of one dossier of an approved list; harmless when done. The last one closes the list."""
    item = ErasureItem.objects.select_for_update(of=("self",)).select_related("erasure").get(pk=item_id)
    if item.erasure.state != Erasure.State.APPROVED or item.kept_reason or item.erased_at:
        return
    dossiers.erase_contents(dossier_id=item.dossier_id, ground=f"erasure:{item.erasure_id}", by=by, at=at)
    item.erased_at = at
    item.save(update_fields=["erased_at"])
    if not ErasureItem.objects.filter(erasure=item.erasure, kept_reason="", erased_at=None).exists():
        Erasure.objects.filter(pk=item.erasure_id).update(state=Erasure.State.DONE)


def _open(erasure_id: int) -> Erasure:
    row = Erasure.objects.select_for_update().get(pk=erasure_id)
    if row.state != Erasure.State.PROPOSED:
        raise Refusal(_("Danh sách này đã được duyệt hoặc đã rút."))
    return row


def _trace(action: str, row: Erasure, by: Actor, at: datetime, **data: object) -> None:
    audit.record(action=action, subject=f"erasure:{row.pk}", by=by, at=at, data=data)
