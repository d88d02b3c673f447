"""API: doors for machines."""
