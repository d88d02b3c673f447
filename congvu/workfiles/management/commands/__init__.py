"""Commands of work files."""
