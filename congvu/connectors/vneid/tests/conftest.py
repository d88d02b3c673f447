"""The living sandbox: a process of its own, as in the demo."""

import copy
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="session")
def sandbox_url():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.vneid_settings",
        "CONGVU_VNEID_URL": f"http://localhost:{port}",
        "CONGVU_VNEID_DATABASE": f"congvu_vneid_test_{worker}",
    }
    python = sys.executable
    subprocess.run([python, "manage.py", "prepare_vneid_sandbox"], cwd=ROOT, env=environment, check=True)
    command = [
        str(Path(python).with_name("granian")),
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "config.wsgi:application",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        _wait_for(f"http://localhost:{port}/.well-known/openid-configuration")
        yield f"http://localhost:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def sandbox(sandbox_url, settings):
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = sandbox_url
    settings.SOCIALACCOUNT_PROVIDERS = providers
    settings.VNEID_URL = sandbox_url
    return sandbox_url


def _wait_for(url):
    for _ in range(200):
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")
