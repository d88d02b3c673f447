"""Upkeep at the command line."""
