"""Portal: filing a dossier, one step a page."""
