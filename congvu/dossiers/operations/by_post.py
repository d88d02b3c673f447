"""Sending a result by post, with what is still owed collected on delivery."""

import datetime as dt

from django.db import transaction

from congvu.delivery import operations as delivery
from congvu.delivery.models import Parcel
from congvu.dossiers.lifecycle import State
from congvu.dossiers.operations import moves
from congvu.dossiers.operations.reception import check_state
from congvu.kit.actors import Actor
from congvu.payments import queries as payments
from congvu.payments.models import Charge


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
