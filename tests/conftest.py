"""The stories' sandbox of VNeID and their ward."""

import copy
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings as project

from tests import stories


@pytest.fixture
def vneid(live_server, settings):
    """The sandbox of VNeID as a process of its own, which knows this server."""
    port = urlsplit(live_server.url).port + 1
    issuer = f"http://localhost:{port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.vneid_settings",
        "CONGVU_PORT": str(port - 1),
        "CONGVU_VNEID_URL": issuer,
        "CONGVU_VNEID_DATABASE": f"congvu_vneid_story_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}",
    }
    subprocess.run(
        [sys.executable, "manage.py", "prepare_vneid_sandbox"], cwd=project.ROOT, env=environment, check=True
    )
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "config.wsgi:application"], cwd=project.ROOT, env=environment, start_new_session=True
    )
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = issuer
    settings.SOCIALACCOUNT_PROVIDERS, settings.VNEID_URL = providers, issuer
    settings.PUBLIC_URL = live_server.url
    try:
        _wait_for(f"{issuer}/.well-known/openid-configuration")
        yield issuer
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(address):
    for _turn in range(300):
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@pytest.fixture
def ward(transactional_db, settings, tmp_path):
    """A ward with an official for each role, and the keys of leader and agency."""
    settings.VAR = tmp_path
    return stories.open_ward()
