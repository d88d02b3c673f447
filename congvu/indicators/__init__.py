"""Figures (chỉ số, số liệu): how many dossiers came, were solved, wait and are late, counted from the dossiers.

Owns the monthly tallies that public pages read.
"""
