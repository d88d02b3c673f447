"""Run the trial: ``python -m tools.cluster [--rounds 2] [--seed 1945]``, as root, with Debian's packages."""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tools.cluster import needs

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Let it happen, judge, show what was found; 0 when nothing was lost, 2 when it cannot be tried here."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=2, help="how often each fault happens")
    words.add_argument("--seed", type=int, default=1945)
    asked = words.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # machines and network are taken away even then
    if lacks := list(needs.missing()):
        for sentence in lacks:
            print(f"✗ {sentence}", file=sys.stderr)
        return 2
    target = Path(os.environ.get("CONGVU_VAR", ROOT / "var")).absolute() / "cluster.json"
    with tempfile.TemporaryDirectory(prefix="congvu-cluster-") as place:
        home = Path(place)
        home.chmod(0o711)  # the servers are another user
        told = _tried(asked, home)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(told, ensure_ascii=False, indent=1))
    for name, value in told.items():
        print(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return 1 if told["faults"] else 0


def _tried(asked: argparse.Namespace, home: Path) -> dict[str, Any]:
    from tools.cluster.house import House  # noqa: PLC0415

    os.environ |= {
        "CONGVU_VAR": str(home),
        "CONGVU_WORKERS": "1",
        "CONGVU_LISTEN": "0.0.0.0",  # noqa: S104  inside the namespace of a machine
        "CONGVU_SECRET_KEY": "cluster-trial-" + "x" * 40,
        "DJANGO_SETTINGS_MODULE": "tools.torture.settings",
    }
    house = House(home)
    try:
        since = time.monotonic()
        house.open_databases()
        print(f"three databases follow one primary after {time.monotonic() - since:.0f} s", flush=True)
        os.environ["DATABASE_URL"] = house.url
        return _worked(asked, house)
    finally:
        house.close()


def _worked(asked: argparse.Namespace, house: Any) -> dict[str, Any]:
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from tools.cluster.telling import happened  # noqa: PLC0415
    from tools.torture import scene, settling, verdict  # noqa: PLC0415
    from tools.torture.load import Load  # noqa: PLC0415
    from tools.torture.notebook import Notebook  # noqa: PLC0415

    began = time.monotonic()
    people, notebook = scene.build(), Notebook()
    connection.close()
    house.open_webs()
    print(f"the scene stands and both webs answer after {time.monotonic() - began:.0f} s", flush=True)
    load = Load(house.web_addresses, people, notebook, random.Random(asked.seed))  # noqa: S311  to be repeated
    work = threading.Thread(target=load.run, daemon=True)
    since = time.monotonic()
    work.start()
    try:
        told = happened(house, notebook, rounds=asked.rounds, chance=random.Random(asked.seed))  # noqa: S311
    finally:
        load.over.set()
    work.join()
    took = time.monotonic() - since
    house.close_webs()
    settling.settle()
    faults = list(verdict.faults(notebook))
    connection.close()
    return {
        "seed": asked.seed,
        "seconds": round(took),
        "happened": told,
        "acknowledged": notebook.sums(),
        "answers": dict(sorted(notebook.answers.items())),
        "lost or twice": len(faults),
        "faults": faults,
    }


if __name__ == "__main__":
    sys.exit(main())
