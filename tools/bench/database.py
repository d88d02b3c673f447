"""The bench's own database, made anew each time."""

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
    parts = urlsplit(given)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    return urlunsplit(parts._replace(path=f"/{NAME}"))
