"""A commune that has worked, and an empty place elsewhere on the same server."""

import os

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from congvu.dossiers.tests.scenes import open_commune

ELSEWHERE = "congvu_elsewhere"


@pytest.fixture
def filed():
    """Return a dossier at the reception of a commune."""
    commune = open_commune()
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    return dossier


@pytest.fixture
def elsewhere(tmp_path):
    """Give an empty database on the same server and an empty home for files, as the environment of a command."""
    known = connection.get_connection_params() | {"dbname": "postgres"}
    known = {key: known[key] for key in ("host", "port", "user", "password", "dbname") if known.get(key)}
    with psycopg.connect(**known, autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{ELSEWHERE}"')
        link.execute(f'CREATE DATABASE "{ELSEWHERE}" TEMPLATE template0')
    link = f"postgresql://{known.get('user', '')}@/{ELSEWHERE}?host={known.get('host', '')}"
    if "password" in known or not str(known.get("host", "")).startswith("/"):
        link = (
            f"postgresql://{known.get('user', '')}:{known.get('password', '')}"
            f"@{known.get('host', 'localhost')}:{known.get('port', 5432)}/{ELSEWHERE}"
        )
    yield {
        **os.environ,
        "DATABASE_URL": link,
        "CONGVU_VAR": str(tmp_path / "home"),
        "CONGVU_SECRET_KEY": settings.SECRET_KEY,
    }
    with psycopg.connect(**known, autocommit=True) as link:
        link.execute(f'DROP DATABASE "{ELSEWHERE}" WITH (FORCE)')
