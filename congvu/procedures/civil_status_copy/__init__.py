"""Copies of civil-status extracts (bản sao trích lục hộ tịch, 2.000635). No code."""
