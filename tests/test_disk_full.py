"""A full disk, for real: a small file system under the files and under the database."""

import contextlib
import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config.postgres import Cluster, PostgresFailed
from congvu.files.models import Blob
from congvu.files.refusals import ShelfFull
from congvu.files.tests import contents
from congvu.files.tests.test_files import send

pytestmark = pytest.mark.slow


@pytest.fixture
def small_disk(tmp_path_factory):
    """Mount a file system of so many megabytes; only root may."""
    mounted = []

    def mount(megabytes):
        place = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
        place.chmod(0o755)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(place)], capture_output=True
        )
        if done.returncode:
            place.rmdir()
            pytest.skip("a small file system can be mounted by root alone")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


@pytest.mark.django_db
def test_no_room_for_files_is_told_in_words_and_leaves_no_half_content(small_disk, settings):
    settings.MEDIA_ROOT = place = small_disk(1)
    first = send(contents.pdf())
    default_storage.save("filler", ContentFile(os.urandom(900_000)))
    large = contents.pdf() + b"%" + os.urandom(200_000).hex().encode()
    with pytest.raises(ShelfFull, match="hết chỗ"):
        send(large, owner="draft:2")
    assert not list(place.rglob("*.part"))
    assert [row.pk for row in Blob.objects.all()] == [first.blob_id]
    (place / "filler").unlink()
    assert send(large, owner="draft:2").size == len(large)


def test_no_room_for_the_database_loses_nothing_acknowledged(small_disk):
    place = small_disk(160)
    server = Cluster(place / "server", {"max_wal_size": "48MB", "min_wal_size": "32MB", "shared_buffers": "8MB"})
    server.start()
    server.ensure_database()
    try:
        with psycopg.connect(server.url, autocommit=True) as link:
            link.execute("CREATE TABLE series (last int NOT NULL)")
            link.execute("CREATE TABLE given (number int PRIMARY KEY, words text NOT NULL)")
            link.execute("INSERT INTO series VALUES (0)")
        acknowledged = _fill(server.url)
        assert acknowledged
        (server.data / "filler").unlink()
        with contextlib.suppress(PostgresFailed):
            server.revive()
        with psycopg.connect(server.url) as link:
            kept = [number for (number,) in link.execute("SELECT number FROM given ORDER BY number").fetchall()]
            assert link.execute("SELECT last FROM series").fetchone() == (kept[-1],)
        assert kept == list(range(1, kept[-1] + 1))  # no gap, and none given twice
        assert kept[-1] - acknowledged in {0, 1}  # the last one may have been written and its answer lost
        assert _take(server.url) == kept[-1] + 1
    finally:
        server.leave()


def _fill(url):
    """Take numbers until the disk is full; return the last one that was acknowledged."""
    last = 0
    for _turn in range(20_000):
        if last == 20:
            _take_room(url)
        try:
            last = _take(url)
        except (psycopg.errors.DiskFull, psycopg.OperationalError):
            return last
    raise AssertionError("the disk was never full")


def _take_room(url):
    with psycopg.connect(url) as link:
        data = Path(link.execute("SHOW data_directory").fetchone()[0])
    free = os.statvfs(data).f_bavail * os.statvfs(data).f_frsize
    with open(data / "filler", "wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, free - 2_000_000)


def _take(url):
    with psycopg.connect(url) as link:
        number = link.execute("UPDATE series SET last = last + 1 RETURNING last").fetchone()[0]
        words = os.urandom(4000).hex()
        link.execute("INSERT INTO given VALUES (%s, %s)", [number, words])
    return number
