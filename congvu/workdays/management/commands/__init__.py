"""Commands of workdays."""
