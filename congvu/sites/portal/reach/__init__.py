"""Portal: how I am told."""
