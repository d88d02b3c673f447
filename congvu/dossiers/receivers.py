"""Reactions: a result wanted online is returned at once, what waited for money goes on, partners hear of each state."""

import datetime as dt

from congvu.accounts import queries as accounts
from congvu.dossiers.events import DossierMoved, ResultReady
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, ReturnBy, Slip
from congvu.dossiers.operations import payment_met, return_result, tell_paid
from congvu.exchange import operations as exchange
from congvu.exchange.models import Kind
from congvu.kit.actors import SYSTEM
from congvu.kit.outbox import listen
from congvu.payments.events import ChargePaid


@listen(ResultReady, name="dossiers.return_online")
def return_online(event: ResultReady) -> None:
    """Return the result online, once; what was signed on paper waits at the desk."""
    dossier = Dossier.objects.get(pk=event.dossier_id)
    on_file = dossier.slips.filter(kind__in=[Slip.Kind.RESULT, Slip.Kind.REFUSAL]).exists()
    if dossier.return_by == ReturnBy.ONLINE and dossier.state == State.DONE and on_file:
        return_result(dossier_id=dossier.pk, by=SYSTEM, at=dt.datetime.fromisoformat(event.at))


@listen(DossierMoved, name="dossiers.tell_partners")
def tell_partners(event: DossierMoved) -> None:
    """Hand the new state over to the partners that may see the dossier; no name, no content goes along."""
    if not accounts.open_partners():
        return
    dossier = (
        Dossier.objects.select_related("bundle")
        .only("code", "due_at", "receiving_agency_id", "competent_agency_id", "bundle__partner_id")
        .get(pk=event.dossier_id)
    )
    partners = accounts.partners_in_sight(
        filed_by=dossier.bundle.partner_id, agency_ids=[dossier.receiving_agency_id, dossier.competent_agency_id]
    )
    if partners:
        exchange.hand_over(
            kind=Kind.DOSSIER_STATE,
            partner_ids=partners,
            subject=dossier.subject,
            label=dossier.code,
            data={
                "code": dossier.code,
                "status_code": event.after,
                "previous_status_code": event.before,
                "at": event.at,
            },
            at=dt.datetime.fromisoformat(event.at),
        )


@listen(ChargePaid, name="dossiers.payment_met")
def go_on(event: ChargePaid) -> None:
    """Let a dossier go on that waited for this money."""
    kind, _colon, number = event.subject.partition(":")
    if kind == "dossier" and number.isdigit():
        payment_met(dossier_id=int(number), by=SYSTEM, at=dt.datetime.fromisoformat(event.at))


@listen(ChargePaid, name="dossiers.tell_paid")
def thank(event: ChargePaid) -> None:
    """Tell the owner that their money has come."""
    kind, _colon, number = event.subject.partition(":")
    if kind == "dossier" and number.isdigit():
        tell_paid(dossier_id=int(number), charge_id=event.charge_id, at=dt.datetime.fromisoformat(event.at))
