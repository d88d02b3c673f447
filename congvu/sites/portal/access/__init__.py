"""Portal: who looked at my data."""
