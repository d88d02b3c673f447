"""Procedures: one folder a procedure; most are data only."""
