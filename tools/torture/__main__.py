"""Run the torture: ``python -m tools.torture [--kills 200] [--seed 1945] [--pause 2.0]``."""

import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from config.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]
IN_RECOVERY = 0.3
"""Share of the kills that come while what was killed before is still coming up."""


def main() -> int:
    """Kill, judge, show what was found; 0 when nothing was."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=1945)
    words.add_argument("--pause", type=float, default=2.0, help="seconds between two kills, at most")
    words.add_argument("--like", default="", help="a database whose tables are taken over, which is faster")
    asked = words.parse_args()
    target = Path(os.environ.get("CONGVU_VAR", ROOT / "var")).absolute() / "torture.json"
    with tempfile.TemporaryDirectory(prefix="congvu-torture-") as place:
        home = Path(place)
        home.chmod(0o711)  # the database server may be another user
        cluster = Cluster(home / "postgres")
        cluster.start()
        cluster.ensure_database()
        os.environ |= {
            "CONGVU_VAR": place,
            "CONGVU_WORKERS": "1",
            "DATABASE_URL": cluster.url,
            "DJANGO_SETTINGS_MODULE": "tools.torture.settings",
        }
        try:
            told = _torture(asked, cluster, home)
        finally:
            cluster.leave()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(told, ensure_ascii=False, indent=1))
    for name, value in told.items():
        print(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return 1 if told["faults"] else 0


def _torture(asked: argparse.Namespace, cluster: Cluster, home: Path) -> dict[str, Any]:
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from tools.torture import scene, settling, verdict  # noqa: PLC0415
    from tools.torture.load import Load  # noqa: PLC0415
    from tools.torture.notebook import Notebook  # noqa: PLC0415
    from tools.torture.victims import WEIGHTS, House  # noqa: PLC0415

    began = time.monotonic()
    people = scene.build(like=asked.like)
    print(f"the scene stands after {time.monotonic() - began:.0f} s", flush=True)
    connection.close()
    chance, killed, notebook = random.Random(asked.seed), Counter[str](), Notebook()  # noqa: S311  to be repeated
    house = House(cluster, home)
    load = Load((house.address,), people, notebook, random.Random(asked.seed))  # noqa: S311
    since = time.monotonic()
    try:
        house.open()
        work = threading.Thread(target=load.run, daemon=True)
        work.start()
        for number in range(1, asked.kills + 1):
            time.sleep(chance.uniform(0, asked.pause))
            what = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            killed[what] += 1
            told = house.kill(what, chance)
            print(f"{number}/{asked.kills} {told} · {notebook.sums()}", flush=True)
            if chance.random() > IN_RECOVERY:
                house.wait()
        house.wait()
        load.over.set()
        while work.is_alive():
            house.revive()
            work.join(1)
    finally:
        load.over.set()
        house.close()
    took = time.monotonic() - since
    if not cluster.pid:
        cluster.revive()
    settling.settle()
    print(f"settled after {time.monotonic() - since - took:.0f} s", flush=True)
    return {
        "seed": asked.seed,
        "kills": dict(killed),
        "seconds": round(took),
        "acknowledged": notebook.sums(),
        "answers": dict(sorted(notebook.answers.items())),
        "faults": list(verdict.faults(notebook)),
    }


if __name__ == "__main__":
    sys.exit(main())
