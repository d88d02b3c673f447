"""Printing (in phiếu): papers from templates, as PDF/A-2b."""
