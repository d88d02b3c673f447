"""The tests' own PostgreSQL: fast, under var/postgres-test, one lease per test process."""

import os
from pathlib import Path

from config.postgres import Cluster

if not os.environ.get("DATABASE_URL"):
    _home = Path(os.environ.get("CONGVU_VAR", Path(__file__).parent / "var")) / "postgres-test"
    _cluster = Cluster(_home, {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"})
    _cluster.start()
    _cluster.ensure_database()
    os.environ["DATABASE_URL"] = _cluster.url
