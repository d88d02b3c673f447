"""The web server's process, as it stands before the first page."""

import subprocess
import sys

from django.conf import settings as project


def test_the_program_is_never_looked_through_for_garbage():
    """Every page is loaded by then, and what is loaded is set aside."""
    asked = "import gc, sys, config.wsgi; print(gc.get_freeze_count(), 'congvu.sites.desk.urls' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], cwd=project.ROOT, capture_output=True, text=True, check=True)
    frozen, loaded = told.stdout.split()
    assert int(frozen) > 100_000
    assert loaded == "True"
