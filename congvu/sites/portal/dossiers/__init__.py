"""Portal: my dossiers, and what I can do with each."""
