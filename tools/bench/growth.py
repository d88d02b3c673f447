"""How lists and pages grow with what is kept: ``python -m tools.bench.growth [--sizes 10000 100000 1000000]``.

One installation grows from size to size, as many documents as dossiers, and stays behind as a copy at each. Then all
sizes are measured in turn, a little at a time, so that whatever else the machine does meets all of them alike: each
list and page for one user, those of the aims for sixteen who never pause, and the operations of whole lives. Writes
``var/growth.md``.
"""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tools.bench import database, place


def main() -> int:
    """Measure at each size and write the table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    words.add_argument("--turns", type=int, default=5, help="how often each size has its turn")
    words.add_argument("--pages", type=int, default=8, help="times one user opens each page in a turn")
    words.add_argument("--lives", type=int, default=8, help="of a turn")
    words.add_argument("--seconds", type=float, default=10, help="of each load in a turn")
    asked = words.parse_args()
    with place.made("growth.md") as (here, target):
        _measure(asked, here, target)
    return 0


def _measure(asked: Any, here: Path, target: Path) -> None:
    from tools.bench import catalogue, documents, load, pages, scene, sizes, table, together, web  # noqa: PLC0415
    from tools.bench.figures import Figures  # noqa: PLC0415

    commune = scene.build(1)[0]
    originals, office = scene.few_real_ones(commune), documents.open_office()
    catalogue.load(Figures())
    figures = {size: Figures() for size in sorted(asked.sizes)}
    grown: dict[int, str] = {}
    for size, kept in figures.items():
        sizes.grow(kept, originals, office, dossiers=size, documents=size)
        if not grown:
            opened = [*pages.opened_by(commune), *documents.opened_by(office.sending)]
            often = [page for page in opened if page.name in (*pages.DAILY, *documents.DAILY)]
        grown[size] = database.copy(f"{database.NAME}_{size}")
    spent: dict[int, load.Times] = {size: defaultdict(list) for size in grown}
    with ExitStack() as stack:
        addresses = {}
        for size, address in grown.items():
            os.environ["DATABASE_URL"] = address
            logs = here / str(size)
            logs.mkdir()
            addresses[size], _services = stack.enter_context(web.running(logs, names=("web",)))
        for _turn in range(asked.turns):
            for size, base in addresses.items():
                _add(spent[size], "1 user", load.one_after_another(base, opened, times=asked.pages))
            for size, base in addresses.items():
                _add(spent[size], "16 flat out", load.flat_out(base, often, users=16, seconds=asked.seconds))
            for size, address in grown.items():
                _add(spent[size], "", together.lives_at(address, many=asked.lives))
    for size, kept in figures.items():
        for name, seconds in spent[size].items():
            kept.add_times(name, seconds)
    rows = {size: kept.rows for size, kept in figures.items()}
    target.write_text(table.of_growth(rows, words=table.machine()))


def _add(spent: dict[str, list[float]], who: str, found: Mapping[str, list[float]]) -> None:
    for name, seconds in found.items():
        spent[f"{name}, {who}" if who else name] += seconds


if __name__ == "__main__":
    sys.exit(main())
