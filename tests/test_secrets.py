"""Secrets may be sealed to the machine; what a service has no need to read it cannot read."""

from django.conf import settings as project

from config.settings import database, env

UNITS = project.ROOT / "deploy" / "systemd"


def test_a_credential_of_the_service_goes_before_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("CONGVU_THU", "trong môi trường")
    assert env("THU") == "trong môi trường"
    (tmp_path / "CONGVU_THU").write_text("niêm phong\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert env("THU") == "niêm phong"
    assert env("KHAC", "mặc định") == "mặc định"


def test_no_service_reads_the_history_of_the_sources():
    units = sorted(UNITS.glob("*.service"))
    assert len(units) >= 6
    assert [unit.name for unit in units if "InaccessiblePaths=-/opt/congvu/.git" not in unit.read_text()] == []


def test_the_example_needs_no_password_for_a_database_beside_it():
    lines = (UNITS / "environment.example").read_text().splitlines()
    known = database(next(line for line in lines if line.startswith("DATABASE_URL=")).partition("=")[2])
    assert (known["USER"], known["PASSWORD"], known["HOST"]) == ("congvu", "", "/var/run/postgresql")
