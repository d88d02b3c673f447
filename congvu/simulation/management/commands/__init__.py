"""Commands of simulation."""
