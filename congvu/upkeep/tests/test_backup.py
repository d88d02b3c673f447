"""A running commune is backed up and brought back elsewhere: nothing is lost, nothing is overwritten."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from congvu.audit.models import Entry
from congvu.dossiers.models import Dossier
from congvu.files.models import Blob, address_of
from congvu.kit.actors import SYSTEM
from congvu.upkeep import manifest, operations
from congvu.upkeep.operations.backing_up import PlaceUnfit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def _manage(environment: dict[str, str], *args: object) -> subprocess.CompletedProcess[str]:
    environment = environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "manage.py", *map(str, args)]
    return subprocess.run(command, env=environment, cwd=settings.ROOT, capture_output=True, text=True, check=False)


def test_what_was_backed_up_stands_again_elsewhere(filed, elsewhere, tmp_path):
    folder = operations.back_up(target=tmp_path / "backups", by=SYSTEM, at=timezone.now())
    known = manifest.read(folder)
    assert known.rows["dossiers_dossier"] == 1
    assert known.files.keys() == set(Blob.objects.values_list("sha256", flat=True))
    assert not known.missing
    assert Entry.objects.filter(action="upkeep.back_up").count() == 1

    done = _manage(elsewhere, "restore", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "giống hệt" in done.stdout
    for digest in known.files:
        kept = Path(elsewhere["CONGVU_VAR"]) / "files" / address_of(digest)
        with default_storage.open(address_of(digest), "rb") as stream:
            assert kept.read_bytes() == stream.read()
    with psycopg.connect(elsewhere["DATABASE_URL"]) as link:
        assert link.execute("SELECT code FROM dossiers_dossier").fetchall() == [(filed.code,)]


def test_a_second_backup_copies_only_new_contents_and_says_what_was_lost(filed, tmp_path):
    first = operations.back_up(target=tmp_path, by=SYSTEM, at=datetime.fromisoformat("2026-11-22T01:00:00+07:00"))
    lost = Blob.objects.order_by("id").first()
    kept = tmp_path / "files" / address_of(lost.sha256)
    before = kept.stat().st_mtime_ns
    second = operations.back_up(target=tmp_path, by=SYSTEM, at=datetime.fromisoformat("2026-11-23T01:00:00+07:00"))
    assert (first.name, second.name) == ("congvu-20261122-010000", "congvu-20261123-010000")
    assert kept.stat().st_mtime_ns == before
    kept.unlink()
    default_storage.delete(lost.address)
    third = operations.back_up(target=tmp_path, by=SYSTEM, at=datetime.fromisoformat("2026-11-24T01:00:00+07:00"))
    assert manifest.read(third).missing == [lost.sha256]


def test_nothing_is_overwritten_and_no_damaged_or_half_backup_is_taken(filed, tmp_path):
    folder = operations.back_up(target=tmp_path, by=SYSTEM, at=timezone.now())
    with pytest.raises(operations.NotEmpty, match="trống"):
        operations.restore(source=folder, by=SYSTEM, at=timezone.now())
    with open(folder / "database.dump", "r+b") as dump:
        dump.seek(5000)
        dump.write(b"x")
    with pytest.raises(operations.NoBackup, match="đã hỏng"):
        operations.restore(source=folder, by=SYSTEM, at=timezone.now())
    (folder / "manifest.json").unlink()
    with pytest.raises(operations.NoBackup, match="hoàn chỉnh"):
        operations.restore(source=folder, by=SYSTEM, at=timezone.now())
    with pytest.raises(PlaceUnfit):
        operations.back_up(target=Path("/proc/congvu"), by=SYSTEM, at=timezone.now())


def test_a_later_programs_backup_is_refused(tmp_path):
    known = {"at": "", "dump_sha256": "", "migrations": [], "rows": {}, "heads": {}, "files": {}, "form": 99}
    (tmp_path / "manifest.json").write_text(json.dumps(known))
    with pytest.raises(operations.NoBackup, match="mới hơn"):
        manifest.read(tmp_path)


def test_the_doctor_says_what_is_wrong(filed, capsys, monkeypatch):
    blob = Blob.objects.order_by("-id").first()
    default_storage.delete(blob.address)
    with pytest.raises(Exception, match="chỗ hỏng"):
        call_command("doctor", "--quick")
    said = capsys.readouterr().out
    assert "Cấu trúc bảng đúng với chương trình." in said
    assert "bị mất hoặc đã đổi" in said
    assert "Bộ xử lý việc nền không lên tiếng." in said
    assert Dossier.objects.count() == 1
