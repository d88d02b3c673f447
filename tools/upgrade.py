"""Try an update without a stop: ``python -m tools.upgrade [--since REV]``, with nginx of the system.

The version before works behind nginx, twice; people work; the tables are changed by this version's ``migrate``;
then web after web, worker and outbox change over, as ``docs/operating.md`` says. What people noticed is told, and
the verdict is that of ``make torture``: what was acknowledged is there, nothing twice.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from config.postgres import Cluster
from tools.leftovers import any_free_port
from tools.services import Service, services

ROOT = Path(__file__).resolve().parent.parent
RUNNING = ("web1", "web2", "worker", "outbox")
SETTINGS = "tools.torture.settings"
CALM = 20
"""Seconds of work before, between and after."""
PATIENCE = 120
"""Seconds until a process must answer."""
SCENE = """import django, json, pathlib, sys
django.setup()
from tools.torture import scene
made = vars(scene.build())
kept = {name: made[name] for name in ("key", "body", "papers", "cookies", "token")}
pathlib.Path(sys.argv[1]).write_text(json.dumps(kept))"""
"""People are invented by the version before, in its own tables."""


class House:
    """Two webs behind nginx, a worker and an outbox; each of the version that it was started with last."""

    def __init__(self, home: Path) -> None:
        self.home, self.door, self.ports = home, any_free_port(), (any_free_port(), any_free_port())
        self.running: dict[str, Service] = {}

    @property
    def address(self) -> str:
        """Where nginx answers."""
        return f"http://127.0.0.1:{self.door}"

    @contextlib.contextmanager
    def nginx(self) -> Iterator[None]:
        """Let nginx stand before both webs, with the upstream and headers of ``deploy/nginx``."""
        known = (ROOT / "deploy/nginx/congvu.conf").read_text()
        upstream = "\n".join(line for line in known.splitlines() if line.startswith("upstream"))
        for number, port in enumerate(self.ports, 1):
            upstream = upstream.replace(f":800{number}", f":{port}")
        place, headers = self.home / "nginx.conf", ROOT / "deploy/nginx/congvu-proxy.conf"
        place.write_text(
            f"daemon off; pid {self.home}/nginx.pid; error_log {self.home}/nginx.log; events {{}} "
            f"http {{ access_log off; {upstream}\n server {{ listen 127.0.0.1:{self.door}; client_max_body_size 64m; "
            f"location / {{ proxy_pass http://congvu; include {headers}; }} }} }}"
        )
        server = subprocess.Popen([_nginx(), "-c", str(place)])
        try:
            yield
        finally:
            server.terminate()
            server.wait()

    def change(self, name: str, version: Path) -> None:
        """End a process in order, as systemd does, start it from a version's folder and wait until it answers.

        :raises RuntimeError: with its last words, when it does not come up
        """
        if before := self.running.get(name):
            before.ask_to_end()
            before.end_group(patience=60)
        port = self.ports[1] if name == "web2" else self.ports[0]
        [service] = [one for one in services(port, 0) if one.name == name.rstrip("12")]
        service.command = [word.replace(str(ROOT), str(version)) for word in service.command]
        service.name, service.settings = name, SETTINGS
        service.start(self.home, version)
        self.running[name] = service
        until = time.monotonic() + PATIENCE
        while not service.answers():
            if time.monotonic() > until or not service.is_alive():
                raise RuntimeError(f"{name} does not come up:\n{service.last_words()}")
            time.sleep(0.1)

    def close(self) -> None:
        """End every process."""
        for one in self.running.values():
            one.end_group()


def main() -> int:
    """Update, judge, show what was noticed; 0 when nothing was lost, 2 without nginx."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--since", default="", help="the version before; without it the last release")
    words.add_argument("--seed", type=int, default=1945)
    asked = words.parse_args()
    if not _nginx():
        print("✗ Thiếu nginx: apt-get install nginx", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="congvu-upgrade-") as place:
        home = Path(place)
        home.chmod(0o711)  # the database server may be another user
        cluster = Cluster(home / "postgres")
        cluster.start()
        cluster.ensure_database()
        os.environ |= {"CONGVU_VAR": place, "DATABASE_URL": cluster.url, "DJANGO_SETTINGS_MODULE": SETTINGS}
        os.environ |= {"CONGVU_WORKERS": "1", "CONGVU_SECRET_KEY": "upgrade-trial-" + "x" * 40}
        try:
            told = _updated(asked, home)
        finally:
            cluster.leave()
    for name, value in told.items():
        print(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return 1 if told["faults"] else 0


def _updated(asked: argparse.Namespace, home: Path) -> dict[str, Any]:
    since = asked.since or _git("log", "-1", "--format=%h", "--", "deploy/released.txt")
    before = _version(since, home / "before")
    _run(before, "-c", SCENE, str(home / "people.json"))

    import django  # noqa: PLC0415

    django.setup()
    from congvu.dossiers.tests import scenes  # noqa: PLC0415
    from tools.torture import scene, settling, verdict  # noqa: PLC0415
    from tools.torture.load import Load, People  # noqa: PLC0415
    from tools.torture.notebook import Notebook  # noqa: PLC0415

    known = json.loads((home / "people.json").read_text())
    people, notebook, house = People(page=scenes.pdf(), answer=scene.gateway_word, **known), Notebook(), House(home)
    load = Load((house.address,), people, notebook, random.Random(asked.seed))  # noqa: S311  to be repeated
    work = threading.Thread(target=load.run, daemon=True)
    happened = {}
    phases: dict[str, Callable[[], object]] = {
        "before": lambda: time.sleep(CALM),
        "migrate": lambda: _run(ROOT, "manage.py", "migrate", "-v", "0"),
        "old web, new tables": lambda: time.sleep(CALM),
        **{f"{name} changes": partial(house.change, name, ROOT) for name in RUNNING},
        "after": lambda: time.sleep(CALM),
    }
    with house.nginx():
        try:
            for name in RUNNING:
                house.change(name, before)
            plan = _run(ROOT, "manage.py", "plan_update").splitlines()
            work.start()
            for name, deed in phases.items():
                happened[name] = _noticed(notebook, deed)
                print(f"{name}: {happened[name]} · {notebook.sums()}", flush=True)
            load.over.set()
            work.join()
        finally:
            load.over.set()
            house.close()
    settling.settle()
    faults = list(verdict.faults(notebook))
    return {"since": since, "plan": plan, "happened": happened, "acknowledged": notebook.sums(), "faults": faults}


def _noticed(notebook: Any, deed: Callable[[], object]) -> dict[str, Any]:
    """Do something; return how long it took, what was answered meanwhile, the longest time without a kept write."""
    answers, since = Counter(notebook.answers), time.monotonic()
    deed()
    ended = time.monotonic()
    written = [since, *(one for one in notebook.written if since < one < ended), ended]
    return {
        "seconds": round(ended - since, 1),
        "answers": dict(sorted((Counter(notebook.answers) - answers).items())),
        "without a write": round(max(b - a for a, b in pairwise(written)), 1),
    }


def _version(since: str, place: Path) -> Path:
    """Put a version of the program into a folder, with an environment of its own where it needs other libraries."""
    place.mkdir()
    packed = subprocess.run(["git", "archive", since], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(place)], input=packed, check=True)
    if (place / "requirements.txt").read_bytes() == (ROOT / "requirements.txt").read_bytes():
        (place / ".venv").symlink_to(ROOT / ".venv")
    else:
        subprocess.run(["sh", "tools/environment.sh", ".venv", "requirements.txt"], cwd=place, check=True)
    _run(place, "-m", "tools.catalogues", "compile")
    return place


def _run(version: Path, *words: str) -> str:
    """Run a version's Python in its folder; return what it said."""
    command = [str(version / ".venv/bin/python"), *words]
    done = subprocess.run(command, cwd=version, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words[:2])}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def _nginx() -> str:
    return shutil.which("nginx", path=f"/usr/sbin:{os.environ.get('PATH', '')}") or ""


if __name__ == "__main__":
    sys.exit(main())
