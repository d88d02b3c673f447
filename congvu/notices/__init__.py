"""Notices (thông báo): words sent to people, once, retried, visible."""
