"""Run the bench: ``python -m tools.bench [--dossiers 100000] [--documents 100000] [--lives 40] [--pages 40] …``."""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from tools.bench import database

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Measure everything, show it, and write ``var/bench.json``."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--dossiers", type=int, default=100_000)
    words.add_argument("--documents", type=int, default=100_000)
    words.add_argument("--lives", type=int, default=40, help="of each process")
    words.add_argument("--pages", type=int, default=40, help="times one user opens each")
    words.add_argument("--seconds", type=float, default=15, help="of each load")
    asked = words.parse_args()
    var = Path(os.environ.get("CONGVU_VAR", ROOT / "var")).absolute()
    since = time.monotonic()
    random.seed(1945)
    os.environ["DATABASE_URL"] = database.make(var / "postgres")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.bench.settings"
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as keys_and_files:
        os.environ["CONGVU_VAR"] = keys_and_files
        _measure(asked, Path(keys_and_files), var / "bench.json")
    print(f"{time.monotonic() - since:.0f} s; {var / 'bench.json'}")
    return 0


def _measure(asked: argparse.Namespace, here: Path, target: Path) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from tools.bench import (  # noqa: PLC0415
        catalogue,
        documents,
        lists,
        lives,
        machines,
        pages,
        scale,
        scans,
        scene,
        signatures,
        together,
        web,
    )
    from tools.bench.figures import Figures  # noqa: PLC0415

    figures = Figures()
    communes = scene.build(together.PROCESSES)
    commune = communes[0]
    originals = scene.few_real_ones(commune)
    scale.copy_dossiers(originals=originals, copies=asked.dossiers // len(originals) - 1)
    sending = documents.build(asked.documents)
    scale.settle()
    figures.add("dossiers kept", scene.dossier_count(), "dossiers", 1)
    catalogue.load(figures)
    lives.measure(commune, figures, lives=asked.lives)
    for what in ("plain", "lives", "submits"):
        together.measure(figures, what, many=asked.lives)
    lists.measure(commune, figures)
    documents.measure(sending, figures, times=asked.pages)
    scans.measure(commune, figures)
    signatures.measure(commune, figures)
    catalogue.count(figures)
    with web.running(here) as (address, services):
        machines.measure(communes, figures, address, many=asked.lives * 4)
        pages.measure(commune, figures, address, times=asked.pages, seconds=asked.seconds)
        web.memory(figures, services)
    figures.keep(target)


if __name__ == "__main__":
    sys.exit(main())
