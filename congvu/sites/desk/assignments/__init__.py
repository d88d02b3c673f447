"""Assignments at the desk: to do, given, late; one assignment; the board of a head."""
