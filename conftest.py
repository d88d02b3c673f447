"""Tests of all modules share their settings: config/test_settings.py, which starts their own PostgreSQL.

Developers try new examples at every run; CI repeats the same ones, so that a change is judged by what it changed.
A busy machine is no fault of what is tested: no test of this project is judged by its time.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "shared", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=os.environ.get("CI") == "true"
)
settings.load_profile("shared")
