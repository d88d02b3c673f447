"""My data: what is kept of me, a copy of it, and requests to correct it."""
