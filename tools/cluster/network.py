"""Machines as network namespaces on one bridge; lines that can be cut."""

import subprocess
from collections.abc import Iterable

BRIDGE = "congvu0"
HERE = "10.77.0.1"
"""The address of whoever tries: load, bucket, verdict."""


def sh(*words: str, check: bool = True) -> str:
    """Run a command and return what it says.

    :raises RuntimeError: it fails, with its words
    """
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def build(machines: dict[str, str]) -> None:
    """Make the bridge and a namespace for each machine: name → address."""
    tear_down(machines)
    sh("ip", "link", "add", BRIDGE, "type", "bridge")
    sh("ip", "address", "add", f"{HERE}/24", "dev", BRIDGE)
    sh("ip", "link", "set", BRIDGE, "up")
    for name, address in machines.items():
        space, line = space_of(name), line_of(name)
        sh("ip", "netns", "add", space)
        sh("ip", "link", "add", line, "type", "veth", "peer", "name", "eth0", "netns", space)
        sh("ip", "link", "set", line, "master", BRIDGE, "up")
        sh("ip", "-n", space, "address", "add", f"{address}/24", "dev", "eth0")
        sh("ip", "-n", space, "link", "set", "eth0", "up")
        sh("ip", "-n", space, "link", "set", "lo", "up")


def tear_down(machines: Iterable[str]) -> None:
    """Take namespaces and bridge away; what is not there is no fault."""
    for name in machines:
        sh("ip", "netns", "delete", space_of(name), check=False)
        sh("ip", "link", "delete", line_of(name), check=False)
    sh("ip", "link", "delete", BRIDGE, check=False)


def space_of(name: str) -> str:
    """Return the name of a machine's namespace."""
    return f"congvu-{name}"


def line_of(name: str) -> str:
    """Return the name of the line from the bridge to a machine."""
    return f"cv-{name}"


def cut(name: str) -> None:
    """Pull the plug of a machine's line: it reaches nobody, nobody reaches it."""
    sh("ip", "link", "set", line_of(name), "down")


def join(name: str) -> None:
    """Plug it in again."""
    sh("ip", "link", "set", line_of(name), "up")


def split(name: str, address: str, others: dict[str, str]) -> None:
    """Let a machine and ``others`` (name → address) no longer reach each other; everybody else reaches both."""
    for other, its in others.items():
        sh("ip", "-n", space_of(name), "route", "replace", "blackhole", f"{its}/32")
        sh("ip", "-n", space_of(other), "route", "replace", "blackhole", f"{address}/32")


def heal(name: str, address: str, others: dict[str, str]) -> None:
    """Undo :func:`split`."""
    for other, its in others.items():
        sh("ip", "-n", space_of(name), "route", "delete", "blackhole", f"{its}/32", check=False)
        sh("ip", "-n", space_of(other), "route", "delete", "blackhole", f"{address}/32", check=False)


def processes(name: str) -> list[int]:
    """Return the ids of all processes of a machine."""
    return [int(one) for one in sh("ip", "netns", "pids", space_of(name), check=False).split()]
