"""Numbering (cấp số): gap-free series and the formats of codes."""
