"""Commands of kit."""
