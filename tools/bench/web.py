"""The platform as it runs, started for the bench: web server, worker, outbox; and how much memory they take."""

import contextlib
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from tools.bench.figures import Figures
from tools.leftovers import any_free_port
from tools.services import Service, services

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tools.bench.settings"
MEASURED = ("web", "worker", "outbox")


@contextlib.contextmanager
def running(logs: Path, *, names: Collection[str] = MEASURED) -> Iterator[tuple[str, list[Service]]]:
    """Run the services of these names on a free port; yield the address and the services."""
    port = any_free_port()
    found = [service for service in services(port, 0) if service.name in names]
    try:
        for service in found:
            service.settings = SETTINGS
            service.start(logs, ROOT)
        patience = time.monotonic() + 180
        while not all(service.answers() for service in found):
            for service in found:
                if not service.is_alive() or time.monotonic() > patience:
                    raise RuntimeError(f"{service.name} does not come up:\n{service.last_words()}")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", found
    finally:
        for service in found:
            service.ask_to_end()
        for service in found:
            service.end_group(patience=5)


def memory(figures: Figures, found: list[Service]) -> None:
    """Add the peak memory of the dearest process of each service."""
    for service in found:
        figures.add(f"memory of {service.name}, peak of a process", max(_peaks(service)), "MB", 1)


def _peaks(service: Service) -> list[float]:
    group = service.process.pid if service.process else 0
    peaks = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            if int(status.with_name("stat").read_text().rpartition(")")[2].split()[2]) == group:
                lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
                peaks.append(int(lines["VmHWM"].split()[0]) / 1024)
    return peaks or [0.0]
