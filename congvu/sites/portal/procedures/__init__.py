"""Portal: the catalogue of procedures."""
