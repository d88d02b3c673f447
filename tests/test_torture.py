"""The torture in short: three kills while people work, judged as the two hundred of ``make torture``."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.slow


def _address():
    known = connection.get_connection_params()
    who = f"{known.get('user', '')}:{known['password']}" if known.get("password") else known.get("user", "")
    host = str(known.get("host") or "")
    if host.startswith("/"):
        return f"postgresql://{who}@/{known['dbname']}?host={host}"
    return f"postgresql://{who}@{host or 'localhost'}:{known.get('port') or 5432}/{known['dbname']}"


@pytest.mark.django_db
def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(tmp_path):
    mine = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {key: value for key, value in os.environ.items() if key not in mine}
    told = subprocess.run(
        [sys.executable, "-m", "tools.torture", "--kills", "3", "--pause", "1.5", "--like", _address()],
        cwd=settings.ROOT,
        env=environment | {"CONGVU_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-4000:]
    found = json.loads((tmp_path / "torture.json").read_text())
    assert sum(found["kills"].values()) == 3
    assert min(found["acknowledged"].values()) > 0
    assert found["faults"] == []
