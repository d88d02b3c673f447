"""Receipts: issued in the transaction of the payment, printed when first opened, voided with a reason, never lost."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.files.models import FileUse
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, NotThere, Refusal
from congvu.kit.money import in_words
from congvu.kit.text import clean, fold
from congvu.numbering import operations as numbering
from congvu.numbering import queries as numbers
from congvu.payments.models import Charge, Method, Receipt, Refund
from congvu.payments.operations.cash import pass_cash
from congvu.payments.operations.charging import ChargeUnknown, is_payer, lock, trace
from congvu.payments.queries import READERS, account_of
from congvu.payments.queries import charge as charge_by
from congvu.people import queries as people
from congvu.printing import operations as printing

VOIDERS = ("cashier", "agency_admin")


class ReceiptUnknown(NotThere):
    """There is no such receipt, or it is not yours to see."""


class ReasonMissing(Refusal):
    """A receipt is voided, money given back, only with a reason in words."""


def issue(charge: Charge, *, by: Actor, at: dt.datetime) -> Receipt:
    """Issue the receipt of a locked, paid charge: the next number of the agency's series of the year.

    The number is taken last, under the lock of its series, so that who fails gives it back.
    """
    agency = charge.agency
    account = account_of(agency_id=agency.pk, on=timezone.localdate(at))
    lines = [{"code": row.code, "name": row.name, "amount": row.amount, "law": row.law} for row in charge.lines.all()]
    data: dict[str, Any] = {
        "agency": {
            "name": agency.name,
            "address": agency.address,
            "tax_code": account.tax_code if account else "",
        },
        "payer": {name: charge.payer_snapshot.get(name, "") for name in ("name", "identifier", "address")},
        "lines": lines,
        "amount": charge.amount,
        "words": in_words(charge.amount),
        "method": Method(charge.method).value,
        "code": charge.code,
        "title": charge.title,
        "collector": by.name if by.kind == ActorKind.OFFICIAL else "",
    }
    series = numbers.series_of(kind="receipt", agency_code=agency.code, at=at)
    code = numbering.issue_code(kind="receipt", agency_code=agency.code, at=at)
    return Receipt.objects.create(
        charge=charge,
        agency=agency,
        code=code,
        series=series,
        number=int(code.rpartition("/")[2]),
        data=data,
        amount=charge.amount,
        method=charge.method,
        issued_at=at,
        issued_by=by.snapshot(),
        search_text=fold(f"{code} {charge.code} {charge.payer_snapshot.get('name', '')} {charge.reference}"),
    )


def open_receipt(*, public_id: uuid.UUID, by: Actor, at: dt.datetime) -> FileUse:
    """Open the receipt's PDF as its payer, as whoever acts for the payer, or as an official of the agency; the download
    is logged.

    The paper (PDF/A) is printed when first opened, from what the receipt keeps, and kept from then on.

    :raises ReceiptUnknown: when there is none, or for a citizen when it is another's
    :raises NotAllowed: for an official of another agency
    """
    receipt = Receipt.objects.select_related("charge", "agency__place").filter(public_id=public_id).first()
    if receipt is None:
        raise ReceiptUnknown(_("Không có biên lai này."))
    by = _reader(receipt, by=by, at=at)
    with transaction.atomic():
        if receipt.file_use is None:
            _print(receipt, by=by, at=at)
        audit.record(
            action="payments.open_receipt", subject=receipt.charge.subject, label=receipt.code, by=by, at=at,
            data={"receipt": receipt.pk},
        )  # fmt: skip
    return file_queries.use(receipt.file_use or uuid.UUID(int=0))


def read_charge(*, public_id: uuid.UUID, by: Actor, at: dt.datetime) -> Charge:
    """Open a charge as an official of the agency that collects; the reading is logged.

    :raises ChargeUnknown: when there is none
    :raises NotAllowed: for an official of another agency
    """
    found = charge_by(public_id=public_id)
    if found is None:
        raise ChargeUnknown(_("Không có khoản phải nộp này."))
    by = people.require(by=by, roles=READERS, agency_id=found.agency_id, at=at)
    audit.record_reading(
        party_id=found.payer_id, fields="charge", purpose="collect", subject=found.subject, by=by, at=at
    )
    return found


def _reader(receipt: Receipt, *, by: Actor, at: dt.datetime) -> Actor:
    if by.kind == ActorKind.CITIZEN:
        if is_payer(receipt.charge, by):
            return by
        raise ReceiptUnknown(_("Không có biên lai này, hoặc biên lai không phải của bạn."))
    by = people.require(by=by, roles=READERS, agency_id=receipt.agency_id, at=at)
    audit.record_reading(
        party_id=receipt.charge.payer_id, fields="receipt", purpose="receipt", subject=receipt.charge.subject,
        by=by, at=at,
    )  # fmt: skip
    return by


def _print(receipt: Receipt, *, by: Actor, at: dt.datetime) -> None:
    locked = Receipt.objects.select_for_update().get(pk=receipt.pk)
    if locked.file_use is None:
        data = {
            **locked.data,
            "form": locked.form,
            "symbol": locked.symbol,
            "number": locked.digits,
            "date": timezone.localdate(locked.issued_at).isoformat(),
            "place": receipt.agency.place.name if receipt.agency.place else "",
            "method": str(Method(locked.method).label),
            "voided": locked.void_reason,
        }
        pdf = printing.print_paper(template="receipt", data=data, at=locked.issued_at)
        name = f"bien-lai-{locked.digits}.pdf"
        use = files.keep_own(pdf=pdf, name=name, owner=f"receipt:{locked.pk}", label=locked.code, by=by, at=at)
        locked.file_use = use.pk
        locked.save(update_fields=["file_use"])
    receipt.file_use = locked.file_use


@transaction.atomic
def void_receipt(*, receipt_id: int, reason: str, replace: bool, by: Actor, at: dt.datetime) -> Receipt:
    """Void a receipt: with ``replace`` the next number stands for it, else the charge is due again.

    The cashier of the agency may, and its administrator. Money that a gateway took is given back by :func:`refund`.

    :raises ReasonMissing: without a reason
    :raises NotAllowed: for anybody else
    :raises ReceiptUnknown: when there is none, or it was voided before
    """
    receipt, charge, by = _to_void(receipt_id, by=by, at=at)
    reason = _reason(reason)
    if not replace and charge.method == Method.ONLINE:
        raise NotAllowed(_("Khoản này đã trả qua cổng thanh toán: hãy hoàn phí thay vì hủy biên lai."))
    _void(receipt, reason, by=by, at=at)
    if replace:
        receipt.replaced_by = issue(charge, by=by, at=at)
        receipt.save(update_fields=["replaced_by"])
    else:
        charge.state, charge.method, charge.paid_at = Charge.State.DUE, Method.NONE, None
        charge.save(update_fields=["state", "method", "paid_at"])
    trace(charge, "payments.void_receipt", by=by, at=at, data={"receipt": receipt.code, "reason": reason})
    return receipt


@transaction.atomic
def refund(*, receipt_id: int, reason: str, by: Actor, at: dt.datetime) -> Refund:
    """Record that the money was given back; the receipt is voided with the same reason.

    :raises ReasonMissing: without a reason
    :raises NotAllowed: for anybody but the agency's cashier or administrator
    :raises ReceiptUnknown: when there is none, or it was voided before
    """
    receipt, charge, by = _to_void(receipt_id, by=by, at=at)
    reason = _reason(reason)
    _void(receipt, reason, by=by, at=at)
    charge.state = Charge.State.REFUNDED
    charge.save(update_fields=["state"])
    given = Refund.objects.create(
        charge=charge,
        receipt=receipt,
        amount=charge.amount,
        method=charge.method,
        reason=reason,
        refunded_at=at,
        by=by.snapshot(),
    )
    trace(charge, "payments.refund", by=by, at=at, data={"receipt": receipt.code, "reason": reason})
    return given


def _to_void(receipt_id: int, *, by: Actor, at: dt.datetime) -> tuple[Receipt, Charge, Actor]:
    """Lock the charge, then its receipt: in the order in which payments do."""
    charge_id = Receipt.objects.filter(pk=receipt_id).values_list("charge_id", flat=True).first()
    charge = lock(charge_id) if charge_id else None
    receipt = Receipt.objects.select_for_update().filter(pk=receipt_id).first()
    if charge is None or receipt is None:
        raise ReceiptUnknown(_("Không có biên lai này."))
    by = people.require(by=by, roles=VOIDERS, agency_id=receipt.agency_id, at=at)
    if receipt.voided_at is not None:
        when = f"{timezone.localtime(receipt.voided_at):%H:%M %d/%m/%Y}"
        who = receipt.voided_by.get("name", "")
        raise ReceiptUnknown(
            _("Biên lai %(code)s đã bị hủy lúc %(when)s bởi %(who)s.")
            % {"code": receipt.code, "when": when, "who": who}
        )
    return receipt, charge, by


def _void(receipt: Receipt, reason: str, *, by: Actor, at: dt.datetime) -> None:
    if receipt.method == Method.CASH:
        pass_cash(agency_id=receipt.agency_id, at=at)
    numbering.void(series=receipt.series, number=receipt.number, reason=reason, by=by, at=at)
    receipt.voided_at, receipt.void_reason, receipt.voided_by = at, reason, by.snapshot()
    if receipt.file_use:
        files.release(use_id=receipt.file_use, by=by, at=at)
        receipt.file_use = None  # printed anew it says that it is void
    receipt.save(update_fields=["voided_at", "void_reason", "voided_by", "file_use"])


def _reason(text: str) -> str:
    words = clean(text)[:500]
    if not words:
        raise ReasonMissing(_("Ghi lý do bằng lời: lý do được in và giữ cùng biên lai."))
    return words
