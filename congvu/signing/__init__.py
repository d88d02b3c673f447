"""Signing (ký số): credentials, PAdES signatures and seals, verification."""
