"""The only code that writes payments."""

from congvu.payments.operations.accounts import AccountRefused, load_accounts, set_account
from congvu.payments.operations.carried import settle_carried
from congvu.payments.operations.cash import CashDayClosed, CashUnclear, close_cash_day
from congvu.payments.operations.charging import (
    ChargeUnknown,
    Line,
    cancel,
    charge,
    choose_counter,
    pass_to_agency,
    settle_elsewhere,
)
from congvu.payments.operations.claims import ClaimUnknown, open_claim, tell_transfer
from congvu.payments.operations.counter import MoneyShort, NotDue, confirm_transfer, take_cash
from congvu.payments.operations.gateways import CallbackRefused, GatewayUnknown, open_payment, take_callback
from congvu.payments.operations.receipts import (
    ReasonMissing,
    ReceiptUnknown,
    open_receipt,
    read_charge,
    refund,
    void_receipt,
)
from congvu.payments.operations.reconciling import Reconciled, reconcile, settle_discrepancy

__all__ = [
    "AccountRefused",
    "CallbackRefused",
    "CashDayClosed",
    "CashUnclear",
    "ChargeUnknown",
    "ClaimUnknown",
    "GatewayUnknown",
    "Line",
    "MoneyShort",
    "NotDue",
    "ReasonMissing",
    "ReceiptUnknown",
    "Reconciled",
    "cancel",
    "charge",
    "choose_counter",
    "close_cash_day",
    "confirm_transfer",
    "load_accounts",
    "open_claim",
    "open_payment",
    "open_receipt",
    "pass_to_agency",
    "read_charge",
    "reconcile",
    "refund",
    "set_account",
    "settle_carried",
    "settle_discrepancy",
    "settle_elsewhere",
    "take_callback",
    "take_cash",
    "tell_transfer",
    "void_receipt",
]
