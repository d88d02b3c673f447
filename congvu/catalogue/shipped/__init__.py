"""Data shipped with the catalogue: the schema of a sheet and the list of life events."""
