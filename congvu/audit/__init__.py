"""Audit (nhật ký): who did what to which thing, when, for whom; and who looked at whose data."""
