"""``make up`` and ``make down`` as a newcomer meets them, on an own ``var/``."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from config.postgres import Cluster, PostgresFailed
from tools.leftovers import ours

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")]


def _port():
    """Return a port whose neighbour is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            with contextlib.suppress(OSError, OverflowError):
                two.bind(("127.0.0.1", port + 1))
                return port


class Platform:
    """Types ``make up`` and reads what it says."""

    def __init__(self, var, port, **more):
        self.var, self.port, self.process = var, port, None
        mine = {"CONGVU_VAR": str(var), "CONGVU_PORT": str(port), "CONGVU_WORKERS": "1", "CONGVU_SIMULATE": "0"}
        kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL"}}
        self.environment = {**kept, **mine, **more}

    def up(self, seconds=180):
        self.said = self.var.parent / f"said-{time.monotonic_ns()}"
        with open(self.said, "w") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.up"],
                cwd=ROOT,
                env=self.environment,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
                # tests that a shell started in the background ignore Ctrl-C, and what they start would too
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None and "READY" not in self.said.read_text():
            time.sleep(0.2)
        return self.said.read_text()

    def down(self):
        told = subprocess.run(
            [sys.executable, "-m", "tools.up", "--down"], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        return told.stdout + told.stderr

    def answers(self, port=None):
        try:
            with urllib.request.urlopen(f"http://localhost:{port or self.port}/staff/login/", timeout=5) as page:
                return page.status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def platform():
    place = Path(tempfile.mkdtemp(prefix="congvu-up-"))  # not pytest's own, which the server's user may not enter
    place.chmod(0o711)
    running = Platform(place / "var", _port())
    running.said_first = running.up()
    yield running
    running.down()
    left = ours(running.var.resolve())
    shutil.rmtree(place, ignore_errors=True)
    assert left == []


def test_first_start_shows_accounts_and_is_ready(platform):
    assert f"READY http://localhost:{platform.port}" in platform.said_first
    assert "Mã xác thực" in platform.said_first
    assert platform.answers()


def test_second_one_says_that_it_runs_already(platform):
    other = Platform(platform.var, platform.port)
    said = other.up()
    assert "Đang chạy sẵn" in said
    assert other.process.wait(10) == 0
    assert platform.answers()


def test_killed_supervisor_is_told_and_got_over(platform):
    os.kill(platform.process.pid, signal.SIGKILL)
    platform.process.wait()
    said = platform.up()
    assert "không kết thúc đúng cách" in said
    assert "tiến trình của lần chạy trước" in said
    assert f"READY http://localhost:{platform.port}" in said
    assert platform.answers()


def test_a_fallen_service_is_started_again(platform):
    workers = [
        pid for pid in ours(platform.var.resolve()) if b"run_outbox" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    os.kill(workers[0], signal.SIGKILL)
    until = time.monotonic() + 30
    while "chạy lại" not in platform.said.read_text() and time.monotonic() < until:
        time.sleep(0.2)
    assert "bộ chuyển sự kiện vừa dừng" in platform.said.read_text()
    assert platform.answers()


def test_a_killed_database_is_started_again(platform):
    server = Cluster(platform.var / "postgres")
    killed = server.pid
    os.kill(killed, signal.SIGKILL)  # its connections serve on for a moment: an answer alone shows nothing
    until = time.monotonic() + 120
    while "PostgreSQL chạy lại rồi" not in platform.said.read_text() and time.monotonic() < until:
        assert platform.process.poll() is None
        time.sleep(0.2)
    assert "PostgreSQL vừa dừng" in platform.said.read_text()
    while not platform.answers() and time.monotonic() < until:
        time.sleep(0.2)
    assert platform.answers()
    assert server.pid not in {0, killed}


def test_down_ends_all_and_second_start_prepares_nothing_again(platform):
    assert "Đã dừng" in platform.down()
    assert ours(platform.var.resolve()) == []
    assert not platform.answers()
    assert "Không có gì đang chạy" in platform.down()
    said = platform.up()
    assert f"READY http://localhost:{platform.port}" in said
    assert "đã sẵn sàng từ lần trước" in said
    assert " …" not in said  # no step of the preparation, nor of the sandboxes


def test_taken_port_is_told_and_the_next_one_used(platform):
    platform.down()
    with socket.create_server(("127.0.0.1", platform.port)):
        said = platform.up()
        assert f"Cổng {platform.port} đang do tiến trình {os.getpid()}" in said
        assert "READY http://localhost:" in said
        port = int(said.rpartition(":")[2])
        assert port != platform.port
        assert platform.answers(port)


def test_interrupt_ends_all(platform):
    platform.process.send_signal(signal.SIGINT)
    assert platform.process.wait(90) == 0  # ten seconds for the processes, and what the database needs to write down
    assert ours(platform.var.resolve()) == []
    assert not (platform.var / "up.json").exists()


@pytest.fixture(scope="module")
def foreign():
    """A PostgreSQL that is not the program's: Debian's when installed, reached over TCP with a password."""
    place = Path(tempfile.mkdtemp(prefix="congvu-foreign-"))
    place.chmod(0o711)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    host = f"127.{random.randint(1, 254)}.{random.randint(1, 254)}.{random.randint(2, 254)}"
    with pytest.MonkeyPatch.context() as patch:
        if installed and int(installed[-1].parent.name) >= 15:
            patch.setenv("CONGVU_PG_BIN", str(installed[-1]))
        server = Cluster(place / "server", {"listen_addresses": host})
    try:
        server.start()
    except PostgresFailed as reason:
        pytest.skip(f"no second server can be had: {reason}")
    with open(server.data / "pg_hba.conf", "a") as rules:
        rules.write("host all all 127.0.0.0/8 scram-sha-256\n")
    admin = psycopg.connect(host=str(server.sock), user="postgres", dbname="postgres", autocommit=True)
    admin.execute("SELECT pg_reload_conf()")
    admin.execute("CREATE ROLE congvu LOGIN PASSWORD 'p:ss w/rd' NOSUPERUSER NOCREATEDB NOCREATEROLE")
    for name, owner, encoding in [
        ("congvu", "congvu", "UTF8"),
        ("not_mine", "postgres", "UTF8"),
        ("latin", "congvu", "LATIN1"),
    ]:
        admin.execute(f"CREATE DATABASE {name} OWNER {owner} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
    yield lambda name: f"postgresql://congvu:p%3Ass%20w%2Frd@{host}/{name}"
    admin.close()
    server.leave()
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(server.home, ignore_errors=True)


@pytest.fixture
def up_with():
    """Start the platform with a ``DATABASE_URL`` on a fresh ``var/``; end it afterwards."""
    place = Path(tempfile.mkdtemp(prefix="congvu-up-"))
    place.chmod(0o711)
    started = []

    def start(url):
        started.append(Platform(place / "var", _port(), DATABASE_URL=url))
        return started[-1], started[-1].up()

    yield start
    for platform in started:
        platform.down()
    shutil.rmtree(place, ignore_errors=True)


def test_a_foreign_database_of_a_plain_owner_serves(foreign, up_with):
    platform, said = up_with(foreign("congvu"))
    assert f"READY http://localhost:{platform.port}" in said
    assert "Mở PostgreSQL của chương trình" not in said
    assert not (platform.var / "postgres").exists()
    assert platform.answers()
    with psycopg.connect(foreign("congvu")) as link:
        assert link.execute("SELECT count(*) FROM catalogue_procedure").fetchone() > (0,)
        assert link.execute("SELECT count(*) FROM vneid.auth_user").fetchone() > (0,)


@pytest.mark.parametrize(
    ("name", "words"),
    [("not_mine", "không được tạo bảng"), ("latin", "cần UTF8"), ("missing", "Không nối được cơ sở dữ liệu")],
)
def test_a_foreign_database_that_cannot_serve_is_told_in_words(foreign, up_with, name, words):
    platform, said = up_with(foreign(name))
    assert words in said
    assert "READY" not in said
    assert platform.process.wait(30) != 0
