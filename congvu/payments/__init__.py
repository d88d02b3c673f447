"""Payments (thu phí, lệ phí): what is owed, how it was paid, and the receipt (biên lai) given for it.

Owns charges with their lines, payments through gateways, the gateways' messages as they came, receipts, refunds, the
accounts into which is paid, and what does not agree (đối soát). What the money is for, only the charge's ``subject``
says: who made the charge hears ``ChargePaid``.
"""
