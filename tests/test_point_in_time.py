"""Back to a minute: a base backup and the archive of the database's log bring it to the moment before a mistake."""

import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as project

from config.postgres import Cluster

pytestmark = pytest.mark.slow


@pytest.fixture
def homes():
    """A folder for a server, its archive and the second server, where the servers' user may write."""
    with tempfile.TemporaryDirectory(prefix="congvu-moment-") as made:
        place = Path(made)
        place.chmod(0o755)
        yield place


def _archive(cluster, place):
    place.mkdir()
    if cluster.user:
        shutil.chown(place, cluster.user)
    return place


def _settings(archive):
    """Return what ``deploy/postgresql/congvu.conf`` says of the archive, with this folder."""
    found = {}
    for line in (project.ROOT / "deploy" / "postgresql" / "congvu.conf").read_text().splitlines():
        name, is_set, value = line.partition("#")[0].partition("=")
        if is_set and name.strip() in {"wal_level", "archive_mode", "archive_command"}:
            found[name.strip()] = value.strip().replace("/var/backups/congvu/wal", str(archive))
    assert set(found) == {"wal_level", "archive_mode", "archive_command"}
    return found


def test_the_database_comes_back_to_the_moment_before_a_mistake(homes):
    probe = Cluster(homes / "one")
    archive = _archive(probe, homes / "archive")
    one = Cluster(homes / "one", _settings(archive))
    one.start()
    one.ensure_database()
    two = Cluster(homes / "two")
    try:
        with psycopg.connect(one.url, autocommit=True) as link:
            link.execute("CREATE TABLE given (number int PRIMARY KEY, at timestamptz DEFAULT clock_timestamp())")
            _give(link, 1, 50)
            _archived(link)
            two.home.mkdir(exist_ok=True)
            two._own(two.home)
            one._run("pg_basebackup", "-h", one.sock, "-U", "postgres", "-D", two.data, "-c", "fast", "-X", "none")
            _give(link, 51, 100)
            before = link.execute("SELECT clock_timestamp()").fetchone()[0]
            time.sleep(0.05)
            _give(link, 101, 120)
            link.execute("DELETE FROM given WHERE number > 10")  # the mistake
            _archived(link)
        _recover(two, archive, before)
        with psycopg.connect(two.url) as link:
            kept = [number for (number,) in link.execute("SELECT number FROM given ORDER BY number")]
        assert kept == list(range(1, 101))
    finally:
        one.leave()
        two.leave()


def _give(link, first, last):
    for number in range(first, last + 1):
        link.execute("INSERT INTO given (number) VALUES (%s)", [number])


def _archived(link):
    """Wait until what was written lies in the archive."""
    wanted = link.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()[0]
    for _turn in range(200):
        done = link.execute("SELECT last_archived_wal, failed_count FROM pg_stat_archiver").fetchone()
        if (done[0] or "") >= wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"{wanted} is not archived: {done}")


def _recover(two: Cluster, archive, moment: datetime):
    """Do what docs/operating.md says: where the archive is, to which moment, then start."""
    said = f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_time = '{moment.isoformat()}'\n"
    with open(two.data / "postgresql.auto.conf", "a") as sink:
        sink.write(f"{said}recovery_target_action = 'promote'\n")
    (two.data / "recovery.signal").touch()
    for name in ("recovery.signal", "postgresql.auto.conf"):
        if two.user:
            shutil.chown(two.data / name, two.user)
    two.start()
    for _turn in range(200):
        with psycopg.connect(two.url) as link:
            if not link.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("still in recovery")
