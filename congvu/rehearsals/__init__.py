"""Rehearsal (diễn tập): a changed fee, limit or day off, tried on the dossiers of the last quarter before it holds."""
