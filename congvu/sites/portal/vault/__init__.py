"""Portal: one's own papers, and the check of the signed codes on papers."""
