"""By post both ways: a result with what is still owed collected on delivery, papers fetched at the owner's door."""

import datetime as dt

from django.db import transaction

from congvu.delivery import operations as delivery
from congvu.delivery.models import Parcel
from congvu.dossiers.lifecycle import State
from congvu.dossiers.operations import moves
from congvu.dossiers.operations.citizen import own
from congvu.dossiers.operations.reception import check_state
from congvu.kit.actors import Actor, ActorKind
from congvu.payments import queries as payments
from congvu.payments.models import Charge

PAPERS_WELCOME = (State.REGISTERED, State.SUPPLEMENT_REQUIRED, State.ACCEPTED, State.PROCESSING, State.PAYMENT_REQUIRED)
"""States in which papers may still be sent in."""


@transaction.atomic
def post_result(
    *, dossier_id: int, name: str, phone: str, address: str, carrier: str, by: Actor, at: dt.datetime
) -> Parcel:
    """Prepare the parcel of a result that waits to be returned; the post collects what is still owed.

    :raises Stale: the dossier has no result to return
    :raises NotAllowed, ParcelRefused: as :func:`congvu.delivery.operations.prepare_parcel`
    """
    dossier = moves.lock(dossier_id)
    check_state(dossier, State.DONE)
    owed = [charge for charge in payments.charges(subject=dossier.subject) if charge.state == Charge.State.DUE]
    return delivery.prepare_parcel(
        subject=dossier.subject,
        code=dossier.code,
        agency_id=dossier.receiving_agency_id,
        party_id=dossier.owner_id,
        name=name,
        phone=phone,
        address=address,
        cash=sum(charge.amount for charge in owed),
        carrier=carrier,
        by=by,
        at=at,
    )


@transaction.atomic
def post_papers(
    *, dossier_id: int, name: str, phone: str, address: str, carrier: str, by: Actor, at: dt.datetime
) -> Parcel:
    """Prepare the parcel by which the owner's papers are fetched at home and brought to the desk that takes it in.

    What the envelope holds, the desk looks at when it comes: no state moves, no clock runs by a parcel.

    :raises Stale: the dossier has ended
    :raises NotAllowed: for anybody but its owner, who filed it for him, and the desk
    :raises ParcelRefused: as :func:`congvu.delivery.operations.prepare_parcel`
    """
    dossier = moves.lock(dossier_id)
    own(dossier, by, at)
    check_state(dossier, *PAPERS_WELCOME)
    return delivery.prepare_parcel(
        subject=dossier.subject,
        code=dossier.code,
        way=Parcel.Way.PAPERS,
        agency_id=dossier.receiving_agency_id,
        party_id=by.id if by.kind == ActorKind.CITIZEN and by.id else dossier.owner_id,
        name=name,
        phone=phone,
        address=address,
        carrier=carrier,
        by=by,
        at=at,
    )
