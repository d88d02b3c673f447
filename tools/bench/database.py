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
    return _create(_server(home), NAME)


def named(address: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def left(home: Path, name: str) -> str:
    """Return the address of a copy that an earlier run left there."""
    return named(_server(home), name)


def copy(name: str) -> str:
    """Return the address of a copy of ``congvu_bench`` as it stands now."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    return _create(os.environ["DATABASE_URL"], name, template=NAME)


def use(address: str) -> None:
    """Let this process work in the database of this address, on the same server."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    connection.settings_dict["NAME"] = urlsplit(address).path.removeprefix("/")


def _server(home: Path) -> str:
    if given := os.environ.get("DATABASE_URL"):
        return given
    cluster = Cluster(home)
    cluster.start()
    return cluster.url


def _create(address: str, name: str, *, template: str = "template1") -> str:
    with psycopg.connect(named(address, "postgres"), autocommit=True) as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        link.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
    return named(address, name)
