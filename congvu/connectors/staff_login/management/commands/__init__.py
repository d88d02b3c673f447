"""Commands of the connector."""
