"""Tests of all modules share their settings: config/test_settings.py, which starts their own PostgreSQL."""
