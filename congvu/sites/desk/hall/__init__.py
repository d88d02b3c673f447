"""The desk's counter in the hall: sit down, call, serve, give numbers."""
