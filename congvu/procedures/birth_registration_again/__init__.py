"""Registering a birth again (đăng ký lại khai sinh, 1.004884). No code."""
