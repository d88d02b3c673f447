"""Desk: papers that one's agency issued or verified; looked up, revoked, replaced."""
