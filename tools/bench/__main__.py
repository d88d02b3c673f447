"""Run the bench: ``python -m tools.bench [--dossiers 10000] [--lives 20] [--pages 30]``."""

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from tools.bench import database

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Measure everything, show it, and write ``var/bench.json``."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--dossiers", type=int, default=10_000)
    words.add_argument("--lives", type=int, default=20)
    words.add_argument("--pages", type=int, default=30)
    asked = words.parse_args()
    var = Path(os.environ.get("CONGVU_VAR", ROOT / "var")).absolute()
    since = time.monotonic()
    random.seed(1945)
    os.environ["DATABASE_URL"] = database.make(var / "postgres")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.bench.settings"
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as keys_and_files:
        os.environ["CONGVU_VAR"] = keys_and_files
        _measure(asked, var / "bench.json")
    print(f"{time.monotonic() - since:.0f} s; {var / 'bench.json'}")
    return 0


def _measure(asked: argparse.Namespace, target: Path) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from tools.bench import lives, pages, scale, scene  # noqa: PLC0415
    from tools.bench.figures import Figures  # noqa: PLC0415

    figures = Figures()
    commune = scene.build()
    lives.measure(commune, figures, lives=asked.lives)
    originals = scene.few_real_ones(commune)
    scale.copy_dossiers(originals=originals, copies=asked.dossiers // len(originals) - 1)
    figures.add("dossiers kept", scene.dossier_count(), "dossiers", 1)
    pages.measure(commune, figures, n=asked.pages)
    figures.add("memory of the process, peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", 1)
    figures.keep(target)


if __name__ == "__main__":
    sys.exit(main())
