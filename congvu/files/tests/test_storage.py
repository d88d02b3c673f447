"""Contents on the disk: whole or not at all, whatever happens while they are written."""

import errno
import os
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from congvu.files import operations
from congvu.files.models import Blob
from congvu.files.refusals import ShelfFull
from congvu.files.storage import WholeFiles
from congvu.files.tests import contents
from congvu.files.tests.test_files import NOON, kept, send, shelf  # noqa: F401

pytestmark = pytest.mark.django_db


def test_the_storage_of_files_writes_whole_ones():
    assert isinstance(default_storage._wrapped, WholeFiles)


def test_a_full_disk_leaves_no_half_content_and_the_next_upload_succeeds(shelf, monkeypatch):  # noqa: F811
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ShelfFull, match="hết chỗ"):
            send(contents.pdf())
    assert kept(shelf) == []
    assert not Blob.objects.exists()
    assert send(contents.pdf()).blob.size == len(contents.pdf())
    assert [path.stat().st_size for path in kept(shelf)] == [len(contents.pdf())]


def test_a_content_cut_off_on_the_disk_is_written_anew_by_the_next_upload(shelf):  # noqa: F811
    send(contents.pdf())
    [path] = kept(shelf)
    path.write_bytes(contents.pdf()[:100])
    send(contents.pdf(), owner="draft:2")
    assert path.read_bytes() == contents.pdf()


def test_what_stands_there_is_never_written_over(shelf):  # noqa: F811
    first = default_storage.save("aa/bb/one", ContentFile(b"first"))
    second = default_storage.save("aa/bb/one", ContentFile(b"second"))
    assert first != second
    assert (shelf / first).read_bytes() == b"first"
    assert WholeFiles()._save("aa/bb/one", ContentFile(b"third")) not in {first, second}


def test_parts_of_dead_writers_are_swept_after_a_day(shelf):  # noqa: F811
    send(contents.pdf())
    old, young = shelf / "x.0.part", shelf / "y.0.part"
    for part in (old, young):
        part.write_bytes(b"half")
    at = datetime.now().astimezone()
    os.utime(old, (0, 0))
    operations.sweep(before=at - timedelta(days=1), at=NOON)
    assert not old.exists()
    assert young.exists()
