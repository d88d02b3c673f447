"""Passport, issued in the country (cấp hộ chiếu phổ thông ở trong nước (thực hiện tại cấp tỉnh), 1.001456). No code."""
