"""What a page costs the program in CPU, however busy the machine is: ``python -m tools.bench.cpu [--dossiers 2000]``.

Each page of the bench is opened in this one process, through all middleware and without a web server. Times are those
of the processor in this process; the database's are not in them. Two states of the program are compared by running both
at the same time. Writes ``var/cpu.md``.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools.bench import place


def main() -> int:
    """Measure each page and write the table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--dossiers", type=int, default=2000)
    words.add_argument("--times", type=int, default=40, help="each page is opened")
    asked = words.parse_args()
    with place.made("cpu.md") as (_here, target):
        _measure(asked, target)
    return 0


def _measure(asked: argparse.Namespace, target: Path) -> None:
    from tools.bench import catalogue, documents, pages, scene, sizes, table  # noqa: PLC0415
    from tools.bench.figures import Figures, QueryCount  # noqa: PLC0415

    commune, figures = scene.build(1)[0], Figures()
    originals, office = scene.few_real_ones(commune), documents.open_office()
    sizes.grow(figures, originals, office, dossiers=asked.dossiers, documents=500)
    catalogue.load(figures)
    catalogue.count(figures)
    figures.rows.clear()
    for page in pages.opened_by(commune):
        work = pages.opening(page)
        figures.add(f"{page.name}, queries", QueryCount().over(work), "queries", 1)
        figures.add_times(page.name, [_spent(work) for _ in range(asked.times)])
    target.write_text(table.of(figures.rows, words=table.machine()))


def _spent(work: Callable[[], None]) -> float:
    """Return the seconds of the processor that this process takes for ``work``."""
    since = time.process_time()
    work()
    return time.process_time() - since


if __name__ == "__main__":
    sys.exit(main())
