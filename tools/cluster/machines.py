"""A machine of the trial: its programs, kept alive as systemd would, and killed as a power cut would."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tools.cluster import network

PAUSE = 2.0
"""Seconds until a program that died is started again (RestartSec of the units)."""
USER = "postgres"
"""Whose programs PostgreSQL, Patroni, etcd and pgbouncer are."""


@dataclass
class Program:
    """One program of a machine."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    as_root: bool = False
    folder: Path = Path("/")
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0


@dataclass
class Machine:
    """A namespace with its programs; ``is_on`` says whether it has power."""

    name: str
    address: str
    logs: Path
    programs: list[Program]
    is_on: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def on(self) -> None:
        """Give it power: every program starts."""
        self.is_on = True
        self.tend()

    def off(self) -> None:
        """Take its power: every process of the namespace gets ``SIGKILL``."""
        with self._lock:
            self.is_on = False
            while pids := network.processes(self.name):
                for pid in pids:
                    kill(pid)
                for program in self.programs:
                    if program.process:
                        program.process.wait()
                time.sleep(0.05)

    def tend(self) -> None:
        """Start what is not running, as systemd does."""
        with self._lock:
            for program in self.programs if self.is_on else []:
                dead = program.process is None or program.process.poll() is not None
                if dead and time.monotonic() - program.started > PAUSE:
                    self._start(program)

    def last_words(self) -> str:
        """Return the end of each program's log."""
        found = [(self.logs / f"{self.name}-{one.name}.log") for one in self.programs]
        return "\n".join(f"== {log.name}\n{log.read_text(errors='replace')[-1500:]}" for log in found if log.exists())

    def kill_one(self, beginning: str) -> int:
        """Kill the oldest process whose command line begins so; return its id, 0 when there is none."""
        for pid in sorted(network.processes(self.name)):
            with contextlib.suppress(OSError):
                if Path(f"/proc/{pid}/cmdline").read_text().startswith(beginning):
                    kill(pid)
                    return pid
        return 0

    def _start(self, program: Program) -> None:
        program.started = time.monotonic()
        lower = [] if program.as_root else ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups"]
        with open(self.logs / f"{self.name}-{program.name}.log", "ab") as sink:
            program.process = subprocess.Popen(
                ["ip", "netns", "exec", network.space_of(self.name), *lower, *program.command],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                cwd=program.folder,
                env={**os.environ, **program.env},
                start_new_session=True,
            )


def kill(pid: int) -> None:
    """Kill a process; one that is gone is no fault."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
