"""Files that a province hands in, filled from what runs here: security level 3, the impact on personal data."""
