#!/usr/bin/env python3
"""Run an administrative command; start the program's own PostgreSQL when no DATABASE_URL is given."""

import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not os.environ.get("DATABASE_URL"):
        from config.postgres import Cluster  # noqa: PLC0415

        cluster = Cluster(Path(os.environ.get("CONGVU_VAR", ROOT / "var")) / "postgres")
        cluster.start()
        cluster.ensure_database()
        os.environ["DATABASE_URL"] = cluster.url
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
