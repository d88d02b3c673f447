"""Portal: the notices sent to me."""
