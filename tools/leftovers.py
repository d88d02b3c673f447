"""What an interrupted run leaves behind: processes without a supervisor, ports in use."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path


class Busy(Exception):
    """No port is free in the range."""


def free_port(wanted: int, *, upto: int) -> int:
    """Return the first port from ``wanted`` to ``upto`` on which we may listen.

    :raises Busy: there is none
    """
    for port in range(wanted, upto + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError, OverflowError):
                probe.bind(("127.0.0.1", port))
                return port
    raise Busy(f"{wanted}-{upto}")


def any_free_port() -> int:
    """Return a port on which nobody listens, whichever it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def holder(port: int) -> str:
    """Say in words who listens on ``port``, as far as the kernel tells us."""
    inode = ""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if words[3] == "0A" and int(words[1].split(":")[1], 16) == port:
            inode = words[9]
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(os.readlink(handle) == f"socket:[{inode}]" for handle in (process / "fd").iterdir()):
                name = (process / "comm").read_text().strip()
                return f"tiến trình {process.name} ({name})"
    return "một chương trình khác"


def ours(var: Path) -> list[int]:
    """Return the processes that a supervisor of this ``var/`` started, by the mark in their environment."""
    mark, found = f"CONGVU_UP={var}".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(process.name) != os.getpid() and mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


def end_leftovers(var: Path) -> Iterator[str]:
    """End what a killed supervisor left behind; yields a sentence when there was something."""
    found = [pid for pid in ours(var) if not _is_postgres(pid)]
    if not found:
        return
    yield f"Còn {len(found)} tiến trình của lần chạy trước: dừng chúng"
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
        for _ in range(50):
            found = [pid for pid in found if _lives(pid)]
            if not found:
                return
            time.sleep(0.1)


def _is_postgres(pid: int) -> bool:
    """The database server is left to its own keeper, which shuts it in order."""
    with contextlib.suppress(OSError):
        return (Path("/proc") / str(pid) / "comm").read_text().strip() == "postgres"
    return False


def _lives(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
