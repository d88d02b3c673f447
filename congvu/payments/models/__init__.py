"""What is kept of payments. Fields and constraints only: rows are written by ``operations``."""

from congvu.payments.models.cash import CashDay
from congvu.payments.models.charges import Charge, ChargeLine, CollectingAccount, Method, TransferClaim
from congvu.payments.models.gateways import Discrepancy, GatewayMessage, Payment
from congvu.payments.models.receipts import Receipt, Refund

__all__ = [
    "CashDay",
    "Charge",
    "ChargeLine",
    "CollectingAccount",
    "Discrepancy",
    "GatewayMessage",
    "Method",
    "Payment",
    "Receipt",
    "Refund",
    "TransferClaim",
]
