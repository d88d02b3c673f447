"""The one door through which a petition's state moves: event, audit line and notice with it."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.feedback import limits, petitioning, rules
from congvu.feedback.models import Petition, PetitionEvent, PetitionState
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotThere
from congvu.notices import operations as notices
from congvu.people import queries as people


class PetitionUnknown(NotThere):
    """There is no such petition, or it is not yours to see."""

    def __init__(self) -> None:
        super().__init__(_("Không có phản ánh này. Hãy xem lại mã theo dõi."))


def lock(petition_id: int) -> Petition:
    """Return the petition, its row locked until the transaction ends.

    :raises PetitionUnknown: when there is none
    """
    found = Petition.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=petition_id).first()
    if found is None:
        raise PetitionUnknown
    return found


def handled(deed: str, petition_id: int, *, by: Actor, at: dt.datetime) -> tuple[Petition, Actor]:
    """Return the locked petition and the actor as traces name them.

    :raises NotAllowed: no role in the agency that has it
    """
    petition = lock(petition_id)
    return petition, people.require(by=by, roles=rules.ROLES[deed], agency_id=petition.agency_id, at=at)


def move(
    petition: Petition, deed: str, *, due_at: dt.datetime | None = None, note: str = "", by: Actor, at: dt.datetime
) -> None:
    """Move the state by a deed, keep the row, and write event and audit line.

    :param due_at: the limit of this very deed
    :raises PetitionMoveRefused: when the table knows no such move
    """
    petition.state = petitioning.after(deed, petition.state)
    petition.due_at = next_due(petition)
    petition.save()
    trace(petition, deed, due_at=due_at, note=note, by=by, at=at)


def trace(
    petition: Petition, deed: str, *, due_at: dt.datetime | None = None, note: str = "", by: Actor, at: dt.datetime
) -> None:
    """Write what was done. Of a sender the event says no name: who may know it reads it on the petition."""
    is_sender = by.kind in {ActorKind.CITIZEN, ActorKind.VISITOR}
    PetitionEvent.objects.create(
        petition=petition,
        deed=deed,
        at=at,
        due_at=due_at,
        agency=petition.agency,
        note=note,
        by={"kind": str(by.kind)} if is_sender else by.snapshot(),
    )
    audit.record(action=f"feedback.petition_{deed}", subject=petition.subject, label=petition.number, by=by, at=at)


def next_due(petition: Petition) -> dt.datetime | None:
    """Return by when what comes next has to be done."""
    known = limits.rules_on(petition.received_at.date())
    if petition.state == PetitionState.RECEIVED:
        return limits.end_of(known.forward_days, start=petition.came_at)
    if petition.state == PetitionState.ACCEPTED:
        return limits.end_of(known.solve_days, start=petition.complete_at)
    if petition.state == PetitionState.ANSWERED and petition.answered_at and not petition.ended_reason:
        return limits.end_of(known.publish_days, start=petition.answered_at)
    return None


def tell(
    petition: Petition, template: str, *, at: dt.datetime, key: str, data: Mapping[str, str] | None = None
) -> None:
    """Send the sender a notice, once for ``key``: to their inbox, or to the address they gave."""
    notices.notify(
        template=template,
        party_id=petition.sender_id,
        email=petition.sender_email,
        subject=petition.subject,
        data={
            "code": petition.follow_code,
            "title": petition.title,
            "name": petition.sender_name,
            "agency": petition.agency.name,
            "path": f"/phan-anh/ma/{petition.follow_code}/",
            **(data or {}),
        },
        key=f"{petition.subject}:{key}",
        at=at,
        language=petition.language,
    )
