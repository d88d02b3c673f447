"""The counter: cash taken, a transfer seen in the bank's statement."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.kit.money import dong
from congvu.kit.text import clean
from congvu.payments.models import Charge, Method, Receipt
from congvu.payments.operations.cash import pass_cash
from congvu.payments.operations.charging import collector, lock, paid, trace
from congvu.payments.operations.receipts import issue


class NotDue(Stale):
    """The charge has been paid or cancelled; the text says when and how."""


class MoneyShort(Refusal):
    """Less was handed over than is due, or a transfer has no number."""


@transaction.atomic
def take_cash(*, charge_id: int, given: int | None = None, by: Actor, at: dt.datetime) -> Receipt:
    """Take cash for a charge and issue the receipt. For the cashier of the agency that collects.

    :param given: đồng handed over, to be checked; None when it was counted out
    :raises NotDue: when it has been paid meanwhile
    :raises MoneyShort: when less was handed over
    :raises CashDayClosed: when the day's cash book is closed
    :raises NotAllowed: for anybody else
    """
    charge = lock(charge_id)
    by = collector(charge, by=by, at=at)
    check_due(charge)
    if given is not None and given < charge.amount:
        raise MoneyShort(
            _("Mới nhận %(given)s, còn thiếu %(rest)s.") % {"given": dong(given), "rest": dong(charge.amount - given)}
        )
    pass_cash(agency_id=charge.agency_id, at=at)
    return settle(charge, Method.CASH, "payments.take_cash", by=by, at=at)


@transaction.atomic
def confirm_transfer(*, charge_id: int, number: str, by: Actor, at: dt.datetime) -> Receipt:
    """Record a transfer that stands in the bank's statement, where no gateway tells of it.

    :param number: the bank's number of the transaction
    :raises NotDue: when it has been paid meanwhile
    :raises MoneyShort: without the number
    :raises NotAllowed: for anybody but the cashier of the agency that collects
    """
    charge, number = lock(charge_id), clean(number)[:100]
    by = collector(charge, by=by, at=at)
    check_due(charge)
    if not number:
        raise MoneyShort(_("Ghi số giao dịch trên sao kê của ngân hàng."))
    return settle(charge, Method.TRANSFER, "payments.confirm_transfer", by=by, at=at, number=number)


def settle(charge: Charge, method: Method, action: str, *, by: Actor, at: dt.datetime, number: str = "") -> Receipt:
    """Pay a locked charge that is due and issue its receipt."""
    paid(charge, method, at=at)
    receipt = issue(charge, by=by, at=at)
    trace(charge, action, by=by, at=at, data={"receipt": receipt.code, **({"number": number} if number else {})})
    return receipt


def check_due(charge: Charge) -> None:
    """Test that a locked charge still waits for its money.

    :raises NotDue: saying what happened
    """
    if charge.state == Charge.State.DUE:
        return
    if charge.paid_at is not None:
        raise NotDue(
            _("Khoản %(reference)s đã nộp lúc %(when)s (%(how)s). Không thu lần nữa.")
            % {
                "reference": charge.reference,
                "when": f"{timezone.localtime(charge.paid_at):%H:%M %d/%m/%Y}",
                "how": str(charge.get_method_display()).lower(),
            }
        )
    raise NotDue(_("Khoản %(reference)s đã hủy, không phải nộp nữa.") % {"reference": charge.reference})
