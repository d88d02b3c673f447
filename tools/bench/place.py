"""Where a bench works: a database and a folder of its own, and where its figures go."""

import contextlib
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.bench import database

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def made(name: str, opened: Callable[[Path], str] = database.make) -> Iterator[tuple[Path, Path]]:
    """Yield a folder for keys, files and logs, and the path of what is to be written; says at the end how long it took.

    Django is set up within for the database that ``opened`` gives the address of: an empty ``congvu_bench``.
    """
    var = Path(os.environ.get("CONGVU_VAR", ROOT / "var")).absolute()
    since, target = time.monotonic(), var / name
    random.seed(1945)
    os.environ["DATABASE_URL"] = opened(var / "postgres")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.bench.settings"
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as keys_and_files:
        os.environ["CONGVU_VAR"] = keys_and_files
        import django  # noqa: PLC0415

        django.setup()
        yield Path(keys_and_files), target
    print(f"{time.monotonic() - since:.0f} s; {target}")
