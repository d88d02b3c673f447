"""Connectors: one folder an outside system."""
