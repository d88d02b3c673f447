"""Petitions at the desk: sorted, answered, published."""
