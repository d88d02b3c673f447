"""Dossiers (hồ sơ TTHC): taken in at the one-stop desk, worked on, and answered in time.

Owns bundles, dossiers, legs, clock entries, promises, hand-overs, supplement requests, slips and messages. The national
state of a dossier changes through one door only (``operations.moves``); steps belong to ``processes``.
"""
