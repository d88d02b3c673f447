"""Công Vụ: the open e-government platform of a Vietnamese province."""
