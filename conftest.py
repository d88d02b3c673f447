"""Tests of all modules share their settings: config/test_settings.py, which starts their own PostgreSQL."""

from hypothesis import HealthCheck, settings

settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")
"""A busy machine is no fault of what is tested: no test of this project is judged by its time."""
