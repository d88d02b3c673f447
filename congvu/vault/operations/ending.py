"""The end of a paper: revoked, or replaced by another. The owner is told, the status list says so."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.kit.text import clean
from congvu.notices import operations as notices
from congvu.people import queries as people
from congvu.vault.models import Paper
from congvu.vault.operations.giving import PaperUnknown
from congvu.vault.rules import ENDERS


class PaperEnded(Stale):
    """The paper was revoked or replaced before; the text says by whom and when."""


class ReasonMissing(Refusal):
    """Ending a paper needs its reason in words."""


class ReplacementUnfit(Refusal):
    """The other paper cannot stand for this one."""


@transaction.atomic
def revoke(*, public_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime) -> Paper:
    """Revoke a paper (thu hồi): from now on no dossier can use it, and every check of its code says so.

    :param reason: with the decision or the article it rests on; the owner reads it
    :raises PaperEnded: when somebody was faster
    :raises ReasonMissing: without a reason
    :raises NotAllowed: for anybody but the leader or clerk of the agency that issued or verified it
    """
    paper, by = _lock(public_id, by, at)
    return _end(paper, Paper.State.REVOKED, reason, by=by, at=at)


@transaction.atomic
def replace(*, public_id: uuid.UUID, by_public_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime) -> Paper:
    """Let another paper of the same kind and owner stand for this one (thay thế, cấp lại, cải chính).

    :param by_public_id: the paper that stands for it from now on; it must hold today
    :raises ReplacementUnfit: when it is another person's, of another kind, the same paper, or itself at an end
    :raises PaperEnded, ReasonMissing, NotAllowed: as ``revoke``
    """
    paper, by = _lock(public_id, by, at)
    other = Paper.objects.select_for_update().filter(public_id=by_public_id).first()
    fits = other is not None and other.pk != paper.pk and other.kind == paper.kind
    if other is None or not fits or other.owner_id not in people.same_person(paper.owner_id):
        raise ReplacementUnfit(_("Chọn một giấy tờ khác, cùng loại và của cùng người."))
    if not other.holds_on(at.astimezone().date()):
        raise ReplacementUnfit(_("Giấy tờ thay thế %(paper)s không còn hiệu lực.") % {"paper": other})
    paper.replaced_by = other
    return _end(paper, Paper.State.REPLACED, reason, by=by, at=at)


def _lock(public_id: uuid.UUID, by: Actor, at: dt.datetime) -> tuple[Paper, Actor]:
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("agency", "owner")
        .filter(public_id=public_id)
        .first()
    )
    if paper is None:
        raise PaperUnknown(_("Không có giấy tờ này trong kho."))
    by = people.require(by=by, roles=ENDERS, agency_id=paper.agency_id, at=at)
    if paper.state != Paper.State.VALID:
        raise PaperEnded(
            _("%(paper)s đã được %(who)s chuyển sang «%(state)s» lúc %(when)s.")
            % {
                "paper": paper,
                "who": paper.ended_by.get("name", ""),
                "state": paper.get_state_display(),
                "when": paper.ended_at.astimezone().strftime("%H:%M %d/%m/%Y") if paper.ended_at else "",
            }
        )
    return paper, by


def _end(paper: Paper, state: Paper.State, reason: str, *, by: Actor, at: dt.datetime) -> Paper:
    reason = clean(reason)[:500]
    if not reason:
        raise ReasonMissing(_("Ghi lý do và căn cứ, người có giấy tờ sẽ đọc được."))
    paper.state, paper.ended_at, paper.end_reason, paper.ended_by = state, at, reason, by.snapshot()
    paper.save(update_fields=["state", "ended_at", "end_reason", "ended_by", "replaced_by"])
    action = "vault.revoke" if state == Paper.State.REVOKED else "vault.replace"
    data = {"reason": reason, **({"by": str(paper.replaced_by.public_id)} if paper.replaced_by else {})}
    audit.record(action=action, subject=paper.subject, label=str(paper), data=data, by=by, at=at)
    notices.notify(
        template=f"paper_{state}",
        party_id=paper.owner_id,
        subject=paper.subject,
        data={
            "name": paper.owner.name,
            "paper": str(paper),
            "agency": paper.agency.name,
            "reason": reason,
            "path": f"/giay-to-cua-toi/{paper.public_id}/",
        },
        key=f"{paper.subject}:{state}",
        at=at,
    )
    return paper
