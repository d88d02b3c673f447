"""What is owed for a dossier, and paying it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router, Schema
from ninja.params.functions import Header, Path
from pydantic import Field

from congvu.dossiers import operations
from congvu.exchange import operations as exchange
from congvu.payments import queries as payments
from congvu.payments.models import Charge
from congvu.sites.api.bodies import Strict
from congvu.sites.api.dossiers import READ_FAILS, WRITE_FAILS, in_sight
from congvu.sites.api.keys import caller_of, may_pay, may_read
from congvu.sites.api.once import KEY_WORDS, answer_once, given, known_answer
from congvu.sites.api.problems import Problem

router = Router(tags=["Thanh toán"])


class ChargeLine(Schema):
    """One fee."""

    code: str
    name: str
    amount: int = Field(description=_("Đồng"))
    law: str


class ChargeItem(Schema):
    """A financial duty (khoản phải nộp)."""

    reference: str = Field(description=_("Nội dung chuyển khoản"))
    state: str = Field(description=_("due, paid, refunded"))
    amount: int = Field(description=_("Đồng"))
    lines: list[ChargeLine]
    qr: str | None = Field(None, description=_("Chuỗi VietQR khi còn phải nộp"))
    receipt: str | None = Field(None, description=_("Số biên lai"))


class ChargeList(Schema):
    """What a dossier owes and has paid."""

    items: list[ChargeItem]


class PaymentBody(Strict):
    """A wish to pay."""

    gateway: str = Field("", max_length=40, description=_("Cổng thanh toán; để trống thì cổng đầu tiên đang mở"))


class PaymentOpened(Schema):
    """Where the payer goes on."""

    reference: str
    amount: int = Field(description=_("Đồng"))
    gateway: str
    url: str = Field(description=_("Trang của cổng thanh toán, đưa người nộp tới đó"))


@router.get(
    "/{code}/charges",
    response={200: ChargeList, READ_FAILS: Problem},
    auth=may_read,
    summary=_("Phí, lệ phí của hồ sơ"),
    operation_id="list_charges",
    url_name="charges",
    description=_("Từng khoản, căn cứ pháp lý, mã VietQR khi còn phải nộp và số biên lai khi đã nộp."),
)
def charges(request: HttpRequest, code: str = Path(..., max_length=60)) -> dict[str, Any]:
    """Return what is owed and what was paid."""
    dossier_id, _public_id = in_sight(code, caller_of(request))
    return {"items": [_item(charge) for charge in payments.charges(subject=f"dossier:{dossier_id}")]}


@router.post(
    "/{code}/pay",
    response={201: PaymentOpened, WRITE_FAILS: Problem},
    auth=may_pay,
    summary=_("Nộp phí, lệ phí qua cổng thanh toán"),
    operation_id="pay_dossier",
    url_name="pay",
    description=_("Mở một lần thanh toán cho khoản còn phải nộp. Hồ sơ đi tiếp khi cổng báo đã nhận tiền."),
)
def pay(
    request: HttpRequest,
    response: HttpResponse,
    body: PaymentBody,
    code: str = Path(..., max_length=60),
    idempotency_key: str = Header("", max_length=255, description=KEY_WORDS),
) -> Any:
    """Begin to pay. The gateway is asked outside any transaction; of two calls at once the first answer is given."""
    caller = caller_of(request)
    known = known_answer(request, caller, idempotency_key)
    if known is None:
        dossier_id, _public_id = in_sight(code, caller)
        opened = operations.pay_for(dossier_id=dossier_id, gateway=body.gateway, by=caller.actor, at=caller.at)
        told = {
            "reference": opened.reference,
            "amount": opened.amount,
            "gateway": opened.gateway,
            "url": opened.address,
        }
        known = answer_once(request, caller, idempotency_key, lambda: exchange.Answer(201, told))
    return given(response, known)


def _item(charge: Charge) -> dict[str, Any]:
    due = charge.state == Charge.State.DUE
    transfer = payments.transfer(charge=charge, on=timezone.localdate()) if due else None
    receipt = payments.receipt(charge=charge)
    return {
        "reference": charge.reference,
        "state": charge.state,
        "amount": charge.amount,
        "lines": [
            {"code": line.code, "name": line.name, "amount": line.amount, "law": line.law}
            for line in charge.lines.all()
        ],
        "qr": transfer.payload if transfer else None,
        "receipt": str(receipt.number) if receipt else None,
    }
