"""Who may do what in the hall."""

ADMINS = ("agency_admin", "province_admin")
"""Who sets up lines and counters."""
SEATED = ("reception", "return_desk", "cashier")
"""Who may sit at a counter and call."""
