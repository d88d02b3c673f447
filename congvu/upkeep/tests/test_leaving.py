"""A commune leaves with everything in open formats, and stands again elsewhere to the row, the byte and the seal."""

import csv
import hashlib
import json
import shutil
import subprocess
import sys

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from congvu.audit import operations as audit
from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM
from congvu.upkeep import guide, lines, manifest, operations

pytestmark = pytest.mark.slow


@pytest.fixture
def left(filed, tmp_path):
    audit.seal(timezone.now())
    target = tmp_path / "leaving"
    operations.leave(target=target, by=SYSTEM, at=timezone.now())
    return target


@pytest.fixture
def with_tables(elsewhere):
    """The place elsewhere with the tables of this program, as ``migrate`` makes them, only faster."""
    known = connection.get_connection_params()
    address = elsewhere["DATABASE_URL"].replace("/congvu_elsewhere", f"/{known['dbname']}")
    dump = [shutil.which("pg_dump", path=settings.PG_PROGRAMS()) or "pg_dump", "--no-owner", address]
    restore = [shutil.which("psql", path=settings.PG_PROGRAMS()) or "psql", "-q", elsewhere["DATABASE_URL"]]
    for what in (["--schema-only"], ["--data-only", "-t", "django_migrations"]):
        told = subprocess.run([*dump, *what], capture_output=True, check=True).stdout
        subprocess.run(restore, input=told, stdout=subprocess.DEVNULL, check=True)
    return elsewhere


def _arrive(environment, folder):
    command = [sys.executable, "manage.py", "arrive", str(folder)]
    environment = environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(command, env=environment, cwd=settings.ROOT, capture_output=True, text=True, check=False)


@pytest.mark.django_db(transaction=True)
def test_what_left_stands_again_elsewhere(filed, left, with_tables):
    known = manifest.read(left)
    assert known.rows["dossiers_dossier"] == 1
    assert known.rows["audit_entry"] > 10
    assert known.heads["entries"]
    assert Entry.objects.filter(action="upkeep.leave").count() == 1
    checked = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=left, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout

    done = _arrive(with_tables, left)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Giống hệt nơi đã rời" in done.stdout
    with psycopg.connect(with_tables["DATABASE_URL"]) as link:
        assert link.execute("SELECT code FROM dossiers_dossier").fetchall() == [(filed.code,)]
        last = link.execute("SELECT max(id) FROM dossiers_dossier").fetchone()[0]
        sequence = link.execute("SELECT pg_get_serial_sequence('dossiers_dossier', 'id')").fetchone()[0]
        assert link.execute("SELECT nextval(%s)", [sequence]).fetchone() == (last + 1,)

    again = _arrive(with_tables, left)
    assert again.returncode == 1
    assert "đã có người làm việc" in again.stderr
    _read_without_the_program(filed, left)
    _refused_once_touched(left)


def _read_without_the_program(filed, left):
    """Every file is found by its digest, every column has a meaning."""
    with open(left / "files" / "index.csv", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    assert f"dossier:{filed.pk}" in {row["owner"] for row in rows}
    for row in rows:
        content = (left / "files" / row["sha256"][:2] / row["sha256"][2:4] / row["sha256"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
    [kept] = [json.loads(line) for line in (left / "data" / "dossiers_dossier.jsonl").read_text().splitlines()]
    assert kept["code"] == filed.code
    package = json.loads((left / "datapackage.json").read_text())
    [described] = [one for one in package["resources"] if one["name"] == "dossiers_dossier"]
    assert {one["name"] for one in described["schema"]["fields"]} == set(kept)
    vietnamese, english = ((left / f"README.{language}.md").read_text() for language in guide.LANGUAGES)
    assert "### dossiers_dossier: hồ sơ" in vietnamese
    assert "| `amount` | số | đồng |" in vietnamese
    assert "### dossiers_dossier: dossier" in english
    assert "| `received_at` | moment, ISO 8601, UTC (may be empty) |" in english


def _refused_once_touched(left):
    with pytest.raises(operations.PlaceUnfit):
        operations.leave(target=left, by=SYSTEM, at=timezone.now())
    with open(left / "data" / "dossiers_dossier.jsonl", "a") as sink:
        sink.write("{}\n")
    with pytest.raises(operations.NoBackup, match=r"data/dossiers_dossier.jsonl đã hỏng"):
        operations.arrive(source=left, by=SYSTEM, at=timezone.now())


@pytest.mark.django_db
def test_every_table_leaves_and_every_column_has_a_meaning():
    leaving = set(lines.tables())
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert ours - leaving == {one for one in ours if one in lines.LEFT_OUT or one.startswith(lines.QUEUE)}
    found = list(guide.tables(dict.fromkeys(sorted(leaving), 0)))
    assert {table.name for table in found} == leaving
    for table in found:
        assert all(column.words[language] for column in table.columns for language in guide.LANGUAGES)
