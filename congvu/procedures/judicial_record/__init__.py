"""Judicial record of a citizen (cấp Phiếu lý lịch tư pháp cho công dân, 3.000333). No code."""
