"""The bench's own databases, made anew each time."""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.postgres import Cluster

NAME = "congvu_bench"


def make(home: Path) -> str:
    """Return the address of an empty ``congvu_bench``: on the server of ``DATABASE_URL``, or in the own cluster."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        cluster = Cluster(home)
        cluster.start()
        given = cluster.url
    return _create(given, NAME)


def copy(name: str) -> str:
    """Return the address of a copy of ``congvu_bench`` as it stands now."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    return _create(os.environ["DATABASE_URL"], name, template=NAME)


def _create(address: str, name: str, *, template: str = "template1") -> str:
    parts = urlsplit(address)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        link.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
    return urlunsplit(parts._replace(path=f"/{name}"))
