"""Opening a petition at the desk: checked, and written into the reading log when its sender is known."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.feedback import rules
from congvu.feedback.models import Petition
from congvu.feedback.operations.petition_filing import PetitionUnfit
from congvu.feedback.operations.petition_moves import PetitionUnknown, handled, trace
from congvu.files import queries as files
from congvu.files.models import FileUse
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.people import operations as person
from congvu.people import queries as people
from congvu.people.queries import Grant


def read_petition(*, public_id: uuid.UUID, purpose: str = "petition", by: Actor, at: dt.datetime) -> Petition:
    """Open a petition as an official of the agency that has it or received it.

    :raises PetitionUnknown: when there is none
    :raises NotAllowed: for an official of another agency
    """
    petition = (
        Petition.objects.select_related("agency", "received_by", "procedure", "dossier", "sender")
        .filter(public_id=public_id)
        .first()
    )
    if petition is None:
        raise PetitionUnknown
    grants = people.grants(official_id=by.id, at=at) if by.kind == ActorKind.OFFICIAL and by.id else ()
    grant = rules.reading_grant(grants, petition)
    if grant is None:
        raise NotAllowed(_("Phản ánh này không thuộc cơ quan của bạn."))
    if petition.sender_id and not petition.is_confidential:
        audit.record_reading(
            party_id=petition.sender_id,
            fields="petition",
            purpose=purpose,
            subject=petition.subject,
            by=person.named(by, grant),
            at=at,
        )
    return petition


def read_petition_file(*, public_id: uuid.UUID, use_id: uuid.UUID, by: Actor, at: dt.datetime) -> FileUse:
    """Open a file that came with a petition; the download is logged.

    :raises PetitionUnknown: when the file is not one of this petition
    """
    petition = read_petition(public_id=public_id, by=by, at=at)
    use = next((one for one in files.uses(petition.subject) if one.pk == use_id), None)
    if use is None:
        raise PetitionUnknown
    audit.record(
        action="feedback.petition_file",
        subject=petition.subject,
        label=petition.number,
        by=by,
        at=at,
        data={"file": str(use_id)},
    )
    return use


def note_petitions(*, petitions: Iterable[Petition], grants: Iterable[Grant], by: Actor, at: dt.datetime) -> None:
    """Write down that an official saw names of senders in a list: once a day for each petition."""
    rows = [
        person.Shown(one.subject, one.sender_id, (one.agency_id, one.received_by_id))
        for one in petitions
        if one.sender_id and not one.is_confidential
    ]
    person.note_shown(rows, grants=grants, roles=rules.READERS, purpose="petition", by=by, at=at)


@transaction.atomic
def reveal_sender(*, petition_id: int, reason: str, by: Actor, at: dt.datetime) -> Petition:
    """Learn an identity that is kept secret, with the reason: a leader alone, and it is written down.

    :raises NotAllowed: no leader of the agency that has it
    :raises PetitionUnfit: no reason
    """
    petition, by = handled("reveal", petition_id, by=by, at=at)
    if not reason.strip():
        raise PetitionUnfit("reason", _("Ghi vì sao cần biết người gửi là ai."))
    trace(petition, "reveal", note=reason.strip()[:500], by=by, at=at)
    if petition.sender_id:
        audit.record_reading(
            party_id=petition.sender_id, fields="petition", purpose="petition", subject=petition.subject, by=by, at=at
        )
    return petition
