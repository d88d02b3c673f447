"""Fees of a dossier: charged when it is filed, as the portal showed them; paid, it goes on."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from congvu.catalogue import queries as catalogue
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Origin
from congvu.dossiers.operations import clock, moves
from congvu.kit.actors import Actor
from congvu.payments import operations as payments
from congvu.payments import queries as payment_queries
from congvu.payments.models import Charge

AT_COUNTER = frozenset({Origin.COUNTER, Origin.POST})


def channel_of(origin: str) -> str:
    """Return the way of filing as fees know it: ``counter`` or ``online``."""
    return "counter" if origin in AT_COUNTER else "online"


def charge_fees(dossier: Dossier, *, by: Actor, at: dt.datetime) -> Charge | None:
    """Charge what falls due for the dossier's answers on the day of filing; None when nothing does."""
    lines = _lines_due(dossier)
    return charge_lines(dossier, lines, key="fees", agency_id=dossier.receiving_agency_id, by=by, at=at)


def _lines_due(dossier: Dossier) -> list[payments.Line]:
    day = timezone.localdate(dossier.submitted_at)
    with override("vi"):  # a receipt is Vietnamese, whatever the screen of who filed
        due = catalogue.fees_due(
            version=dossier.version,
            answers=dossier.values,
            on=day,
            channel=channel_of(dossier.origin),
            level=catalogue.level_of(party_id=dossier.owner_id, on=day),
        )
    return [payments.Line(code=fee.code, name=fee.name, amount=fee.amount, law=fee.law) for fee in due]


def charge_lines(
    dossier: Dossier, lines: list[payments.Line], *, key: str, agency_id: int, by: Actor, at: dt.datetime
) -> Charge | None:
    """Charge the owner for these lines; ``agency_id`` collects."""
    if not lines:
        return None
    return payments.charge(
        subject=dossier.subject,
        key=key,
        code=dossier.code,
        title=dossier.title,
        agency_id=agency_id,
        payer_id=dossier.owner_id,
        payer=dossier.owner_snapshot,
        lines=lines,
        path=f"/ho-so-cua-toi/{dossier.public_id}/nop-tien/",
        by=by,
        at=at,
    )


def wait_for_payment(dossier: Dossier, *, by: Actor, at: dt.datetime) -> None:
    """Charge the fees of a dossier just filed; where they are paid first (thu trước), reception waits for the money."""
    charge = charge_fees(dossier, by=by, at=at)
    if charge is None or not dossier.version.paid_before:
        return
    reason = "; ".join(line.name for line in charge.lines.all())
    moves.move(dossier, State.PAYMENT_REQUIRED, by=by, at=at, note=reason)
    moves.tell(dossier, "payment_required", key="pay:fees", at=at, data={"amount": charge.amount, "reason": reason})


def charge_anew(dossier: Dossier, *, by: Actor, at: dt.datetime) -> None:
    """After the answers were mended: what is still due follows them, what was paid stays."""
    known = [charge for charge in payment_queries.charges(subject=dossier.subject) if charge.key == "fees"]
    owed = sorted((line.code, line.amount) for charge in known for line in charge.lines.all())
    same = owed == sorted((line.code, line.amount) for line in _lines_due(dossier))
    if same or any(charge.state != Charge.State.DUE for charge in known):
        return
    payments.cancel(subject=dossier.subject, key="fees", reason=_("Tờ khai đã sửa, tính lại"), by=by, at=at)
    charge_fees(dossier, by=by, at=at)


def cancel_charges(dossier: Dossier, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """Let go of what was not paid for a dossier that ends without being served."""
    payments.cancel(subject=dossier.subject, reason=reason, by=by, at=at)


def fee_lines(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the fees as the receipt of the dossier (M01) prints them: name, amount, whether paid."""
    return [
        {"name": line.name, "amount": line.amount, "paid": charge.state == Charge.State.PAID}
        for charge in payment_queries.charges(subject=dossier.subject)
        for line in charge.lines.all()
    ]


@transaction.atomic
def payment_met(*, dossier_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Let a dossier go on that waited for money, once nothing is owed any more; any other stays as it is."""
    dossier = moves.lock(dossier_id)
    if dossier.state != State.PAYMENT_REQUIRED or payment_queries.is_due(subject=dossier.subject):
        return dossier
    clock.go_on(dossier, reason=_("Đã thực hiện nghĩa vụ tài chính"), restart=False, by=by, at=at)
    moves.move(dossier, State(dossier.active_state), by=by, at=at, note=_("Đã nộp đủ phí, lệ phí"))
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.payment_met", by=by, at=at)
    return dossier


def tell_paid(*, dossier_id: int, charge_id: int, at: dt.datetime) -> None:
    """Tell the owner that the money has come, and the number of the receipt; once for each payment."""
    dossier = Dossier.objects.select_related("competent_agency").get(pk=dossier_id)
    paid = [one for one in payment_queries.charges(subject=dossier.subject) if one.pk == charge_id]
    for charge in paid:
        receipt = payment_queries.receipt(charge=charge)
        data: dict[str, object] = {
            "amount": charge.amount,
            "paid_at": f"{timezone.localtime(at):%H:%M %d/%m/%Y}",
            "receipt": f"{receipt.symbol} {receipt.digits}" if receipt else charge.outside_receipt,
            "path": f"/ho-so-cua-toi/{dossier.public_id}/nop-tien/",
        }
        moves.tell(dossier, "payment_received", key=f"paid:{charge_id}:{at.isoformat()}", at=at, data=data)
