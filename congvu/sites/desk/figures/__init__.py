"""Figures for those who lead: the board, and the dossiers behind each number."""
