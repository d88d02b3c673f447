"""Certification of copies from originals (chứng thực bản sao từ bản chính, 2.000815). No code."""
