"""How lists and pages grow with what is kept: ``python -m tools.bench.growth [--sizes 10000 100000 1000000]``.

One installation grows from size to size, as many documents as dossiers; at each size the lists of documents, each page
for one user and four pages for sixteen are timed. Writes ``var/growth.md``.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from tools.bench import place


def main() -> int:
    """Measure at each size and write the table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    words.add_argument("--pages", type=int, default=40, help="times one user opens each")
    words.add_argument("--seconds", type=float, default=15, help="of each load")
    asked = words.parse_args()
    with place.made("growth.md") as (here, target):
        _measure(asked, here, target)
    return 0


def _measure(asked: Any, here: Path, target: Path) -> None:
    from tools.bench import catalogue, documents, load, pages, scene, sizes, table, web  # noqa: PLC0415
    from tools.bench.figures import Figures  # noqa: PLC0415

    commune = scene.build(1)[0]
    originals, office = scene.few_real_ones(commune), documents.open_office()
    catalogue.load(Figures())
    found = {}
    for size in sorted(asked.sizes):
        figures = Figures()
        sizes.grow(figures, originals, office, dossiers=size, documents=size)
        documents.measure(office.sending, figures, times=asked.pages)
        with web.running(here) as (address, _services):
            opened = pages.opened_by(commune)
            pages.one_user(opened, figures, address, times=asked.pages)
            daily = [page for page in opened if page.name in pages.DAILY]
            pages.add(figures, load.flat_out(address, daily, users=16, seconds=asked.seconds), "16 flat out")
        found[size] = figures.rows
        target.write_text(table.of_growth(found, words=table.machine()))


if __name__ == "__main__":
    sys.exit(main())
