"""Run the bench: ``python -m tools.bench [--dossiers 100000] [--documents 100000] [--lives 40] [--pages 40] …``."""

import argparse
import sys
from pathlib import Path

from tools.bench import place

SENDING = 15
"""Seconds of documents that are issued at a steady pace."""

PARTS = ("lives", "together", "officials", "documents", "scans", "signatures", "delivery", "machines", "pages")


def main() -> int:
    """Measure everything, show it, and write ``var/bench.json`` and ``var/bench.md``."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--dossiers", type=int, default=100_000)
    words.add_argument("--documents", type=int, default=100_000)
    words.add_argument("--lives", type=int, default=40, help="of each process")
    words.add_argument("--pages", type=int, default=40, help="times one user opens each")
    words.add_argument("--seconds", type=float, default=15, help="of each load")
    words.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="measure these parts alone")
    asked = words.parse_args()
    with place.made("bench.json") as (here, target):
        _measure(asked, here, target)
    return 0


def _measure(asked: argparse.Namespace, here: Path, target: Path) -> None:
    from tools.bench import (  # noqa: PLC0415
        catalogue,
        delivering,
        documents,
        lists,
        lives,
        machines,
        pages,
        scans,
        scene,
        signatures,
        sizes,
        table,
        together,
        web,
    )
    from tools.bench.figures import Figures  # noqa: PLC0415

    figures = Figures()
    communes = scene.build(together.PROCESSES)
    commune = communes[0]
    originals, office = scene.few_real_ones(commune), documents.open_office()
    issued = delivering.prepare(office.sending, number=delivering.A_SECOND * SENDING)
    sizes.grow(figures, originals, office, dossiers=asked.dossiers, documents=asked.documents)
    catalogue.load(figures)
    if "lives" in asked.only:
        lives.measure(commune, figures, lives=asked.lives)
    if "together" in asked.only:
        for what in ("plain", "lives", "submits"):
            together.measure(figures, what, many=asked.lives)
    if "officials" in asked.only:
        lists.measure(commune, figures)
    if "documents" in asked.only:
        documents.measure(office.sending, figures, times=asked.pages)
    if "scans" in asked.only:
        scans.measure(commune, figures)
    if "signatures" in asked.only:
        signatures.measure(commune, figures)
    catalogue.count(figures)
    with web.running(here) as (address, services):
        if "documents" in asked.only:
            documents.measure_pages(office.sending, figures, address, times=asked.pages, seconds=asked.seconds)
        if "delivery" in asked.only:
            delivering.measure(office.sending, issued, figures)
        if "machines" in asked.only:
            machines.measure(communes, figures, address, many=asked.lives * 4)
        if "pages" in asked.only:
            pages.measure(commune, figures, address, times=asked.pages, seconds=asked.seconds)
        web.memory(figures, services)
    figures.keep(target)
    target.with_suffix(".md").write_text(table.of(figures.rows, words=table.machine()))


if __name__ == "__main__":
    sys.exit(main())
