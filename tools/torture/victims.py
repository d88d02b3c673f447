"""What runs, and how it is killed: always with ``SIGKILL``, so that nobody can tidy up."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from config.postgres import Cluster
from tools.leftovers import any_free_port
from tools.services import Service, services

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tools.torture.settings"
RUNNING = ("web", "worker", "outbox")
WEIGHTS = {"backend": 5, "database": 4, "web_child": 4, "web": 3, "worker": 4, "outbox": 3, "all": 1}
"""How often each is chosen. ``backend``: one connection's server process, which makes PostgreSQL restart them all."""


class House:
    """The platform under torture: its database, its web server, its worker, its outbox."""

    def __init__(self, cluster: Cluster, logs: Path) -> None:
        port = any_free_port()
        self.cluster, self.logs, self.address = cluster, logs, f"http://127.0.0.1:{port}"
        self.services = {one.name: one for one in services(port, 0) if one.name in RUNNING}
        for one in self.services.values():
            one.settings = SETTINGS

    def open(self) -> None:
        """Start every process and wait until it answers.

        :raises RuntimeError: with the last words of the one that does not come up
        """
        for one in self.services.values():
            one.start(self.logs, ROOT)
        self.wait()

    def wait(self, seconds: float = 180) -> None:
        """Wait until everything answers, as a supervisor does: what has died is started again.

        :raises RuntimeError: with the last words of the one that does not come up
        """
        until = time.monotonic() + seconds
        while waiting := [one for one in self.services.values() if not one.answers()]:
            self.revive()
            if time.monotonic() > until:
                raise RuntimeError(f"{waiting[0].name} does not come up:\n{waiting[0].last_words()}")
            time.sleep(0.1)

    def revive(self) -> None:
        """Start again what is dead, the database first."""
        if not self.cluster.pid:
            self.cluster.revive()
        for one in self.services.values():
            if not one.is_alive():
                one.end_group()
                one.start(self.logs, ROOT)

    def kill(self, what: str, chance: random.Random) -> str:
        """Kill one of ``WEIGHTS`` and start it again; return what was killed, for the diary."""
        ways: dict[str, Callable[[], str]] = {
            "backend": lambda: self._kill_backend(chance),
            "database": self._kill_database,
            "web_child": lambda: self._kill_child(self.services["web"], chance),
            "all": self._kill_all,
        }
        told = ways.get(what, lambda: self._kill_service(what))()
        self.revive()
        return told

    def close(self) -> None:
        """End every process; the database stays for the verdict."""
        for one in self.services.values():
            one.end_group()

    def _kill_service(self, name: str) -> str:
        service = self.services[name]
        pid = service.process.pid if service.process else 0
        service.end_group()
        return f"{name} {pid}"

    def _kill_child(self, service: Service, chance: random.Random) -> str:
        main = service.process.pid if service.process else 0
        children = [pid for pid, parent in _parents() if parent == main]
        if not children:
            return self._kill_service(service.name)
        return _end(chance.choice(children), f"{service.name} child")

    def _kill_backend(self, chance: random.Random) -> str:
        found = [pid for pid, parent in _parents() if parent == self.cluster.pid]
        clients = [pid for pid in found if _title(pid).startswith("postgres: postgres congvu ")]
        return _end(chance.choice(clients), "backend") if clients else self._kill_database()

    def _kill_database(self) -> str:
        pid = self.cluster.pid
        return _end(pid, "database") if pid else "database was down"

    def _kill_all(self) -> str:
        told = [self._kill_database(), *(self._kill_service(name) for name in self.services)]
        return ", ".join(told)


def _end(pid: int, name: str) -> str:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return f"{name} {pid}"


def _parents() -> list[tuple[int, int]]:
    """Return each process with its parent."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found.append((int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])))
    return found


def _title(pid: int) -> str:
    with contextlib.suppress(OSError):
        return (Path("/proc") / str(pid) / "cmdline").read_text().replace("\0", " ").strip()
    return ""
