"""Driving licence: exchange and replacement (đổi, cấp lại giấy phép lái xe, 3.000346). No code."""
