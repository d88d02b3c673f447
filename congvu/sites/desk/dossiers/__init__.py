"""Dossiers at the desk: lists, the page of one dossier, actions, walk-in entry, signing."""
