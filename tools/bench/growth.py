"""How lists and pages grow with what is kept: ``python -m tools.bench.growth [--sizes 10000 100000 1000000]``.

One installation grows from size to size, as many documents as dossiers, and stays behind as a copy at each. Then all
sizes are measured in turn, a little at a time, so that whatever else the machine does meets all of them alike: each
list and page for one user, those of the aims for sixteen who never pause, and the operations of whole lives; at the
end 300 and 1,000 users who open a page every 5 s. Writes ``var/growth.md``.

``--again`` measures the copies that an earlier run left, which takes minutes instead of hours: their pages alone, since
the keys that lives sign with went with that run.
"""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from tools.bench import database, place


def main() -> int:
    """Measure at each size and write the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    words.add_argument("--again", action="store_true", help="the pages of copies that are there")
    words.add_argument("--turns", type=int, default=5, help="how often each size has its turn")
    words.add_argument("--pages", type=int, default=8, help="times one user opens each page in a turn")
    words.add_argument("--lives", type=int, default=8, help="of a turn")
    words.add_argument("--seconds", type=float, default=10, help="of each load in a turn")
    words.add_argument("--users", type=int, nargs="*", default=[300, 1000], help="who open a page every 5 s")
    asked = words.parse_args()
    asked.sizes.sort()
    opened = partial(database.left, name=_name(asked.sizes[0])) if asked.again else database.make
    with place.made("growth.md", opened) as (here, target):
        from tools.bench import table  # noqa: PLC0415
        from tools.bench.figures import Figures  # noqa: PLC0415

        figures = {size: Figures() for size in asked.sizes}
        _measure(asked, _left(asked.sizes) if asked.again else _grown(figures), figures, here)
        rows = {size: kept.rows for size, kept in figures.items()}
        target.write_text(table.of_growth(rows, words=table.machine()))
    return 0


def _name(size: int) -> str:
    return f"{database.NAME}_{size}"


def _left(sizes: list[int]) -> dict[int, str]:
    """Bring the copies of an earlier run to the tables of today; return their addresses."""
    from django.core.management import call_command  # noqa: PLC0415

    found = {}
    for size in sizes:
        found[size] = database.named(os.environ["DATABASE_URL"], _name(size))
        database.use(found[size])
        call_command("migrate", verbosity=0, interactive=False)
    return found


def _grown(figures: Mapping[int, Any]) -> dict[int, str]:
    """Let one installation grow from size to size; return the addresses of the copies that stay behind."""
    from tools.bench import catalogue, documents, scene, sizes  # noqa: PLC0415
    from tools.bench.figures import Figures  # noqa: PLC0415

    commune = scene.build(1)[0]
    originals, office = scene.few_real_ones(commune), documents.open_office()
    catalogue.load(Figures())
    grown = {}
    for size, kept in figures.items():
        sizes.grow(kept, originals, office, dossiers=size, documents=size)
        grown[size] = database.copy(_name(size))
    return grown


@dataclass
class Copy:
    """The installation of one size, its web server running: who opens which pages, and how long they took so far."""

    address: str
    base: str
    opened: list[Any]
    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def loads(self) -> dict[str, list[Any]]:
        """Return what many open at once: pages of dossiers, and those of documents."""
        from tools.bench import documents, pages  # noqa: PLC0415

        kinds = {"dossiers": pages.DAILY, "documents": documents.DAILY}
        return {kind: [page for page in self.opened if page.name in daily] for kind, daily in kinds.items()}

    def without_pause(self) -> dict[str, list[Any]]:
        """Return what sixteen open without a pause: the same, and lists and searches of dossiers by themselves."""
        from tools.bench import pages  # noqa: PLC0415

        lists = [replace(page, name=f"{page.name}, lists alone") for page in self.opened if page.name in pages.LISTS]
        return {**self.loads(), "lists of dossiers": lists}

    def add(self, who: str, found: Mapping[str, list[float]]) -> None:
        """Keep how long each took under one load."""
        for name, seconds in found.items():
            self.spent[f"{name}, {who}" if who else name] += seconds


def _measure(asked: Any, addresses: Mapping[int, str], figures: Mapping[int, Any], here: Path) -> None:
    from tools.bench import load, together  # noqa: PLC0415

    with ExitStack() as stack:
        copies = {size: stack.enter_context(_running(address, here / str(size))) for size, address in addresses.items()}
        for turn in range(asked.turns):
            print(f"  turn {turn + 1} of {asked.turns}", flush=True)
            for copy in copies.values():
                copy.add("1 user", load.one_after_another(copy.base, copy.opened, times=asked.pages))
            for copy in copies.values():
                for kind, often in copy.without_pause().items():
                    found = load.flat_out(copy.base, often, users=16, seconds=asked.seconds)
                    copy.add(
                        "16 flat out", {**found, f"all of {kind}": [one for each in found.values() for one in each]}
                    )
            for copy in () if asked.again else copies.values():
                copy.add("", together.lives_at(copy.address, many=asked.lives))
        for users in asked.users:
            for copy in copies.values():
                for often in copy.loads().values():
                    found = load.with_pauses(copy.base, often, users=users, every=5, seconds=asked.seconds + 5)
                    copy.add(f"{users:,} users", found)
    for size, kept in figures.items():
        for kind in copies[size].without_pause():
            served = len(copies[size].spent[f"all of {kind}, 16 flat out"])
            kept.add(f"pages of {kind}, 16 flat out", served / asked.turns / asked.seconds, "a second", served)
        for name, seconds in copies[size].spent.items():
            kept.add_times(name, seconds)


@contextmanager
def _running(address: str, logs: Path) -> Iterator[Copy]:
    from tools.bench import documents, pages, scene, web  # noqa: PLC0415

    os.environ["DATABASE_URL"] = address
    database.use(address)
    opened = [*pages.opened_by(scene.commune(0)), *documents.opened_by(documents.staff())]
    logs.mkdir()
    with web.running(logs, names=("web",)) as (base, _services):
        yield Copy(address, base, opened)


if __name__ == "__main__":
    sys.exit(main())
