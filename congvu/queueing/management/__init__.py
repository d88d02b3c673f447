"""Commands of queueing."""
