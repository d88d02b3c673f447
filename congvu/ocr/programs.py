"""The programs that read: which are there, which are missing, and how they are run without being trusted."""

import os
import resource
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

MEMORY = 3 * 2**30
"""Bytes of address space of each process."""
LARGEST = 500_000_000
"""Bytes of each file that a process writes."""
LANGUAGE = "vie"


class ProgramFailed(Exception):
    """A program ended with an error, took too long, or was stopped; the text says which, for the log."""


class TookTooLong(ProgramFailed):
    """It was given up."""


class Stopped(ProgramFailed):
    """Whoever started it does not want it any more."""


def ocrmypdf() -> str:
    """Return the path of OCRmyPDF: beside our own Python, or of the system; empty when there is none."""
    own = Path(sys.executable).with_name("ocrmypdf")
    return str(own) if own.exists() else shutil.which("ocrmypdf") or ""


@cache
def missing() -> tuple[str, ...]:
    """Return the Debian packages that are wanted to read scans and are not there; none: everything is."""
    lacking = [] if ocrmypdf() else ["ocrmypdf"]
    tesseract = shutil.which("tesseract")
    if not tesseract:
        return (*lacking, "tesseract-ocr", "tesseract-ocr-vie")
    said = subprocess.run([tesseract, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    return tuple(lacking if LANGUAGE in said.stdout.split() else [*lacking, "tesseract-ocr-vie"])


def cores() -> int:
    """Return how many pages are read at once."""
    return int(settings.OCR_CORES) or os.cpu_count() or 1


def run(
    command: Sequence[str],
    *,
    folder: Path,
    seconds: float,
    on_line: Callable[[str], None] = lambda _line: None,
    goes_on: Callable[[], bool] = lambda: True,
    good: Sequence[int] = (0,),
) -> None:
    """Run a program in ``folder`` in a process group of its own, politely, with bounds on time, memory and output.

    :param on_line: told each line that it prints
    :param goes_on: asked every second; False ends the group
    :raises Stopped: ``goes_on`` said so
    :raises TookTooLong: ``seconds`` are over
    :raises ProgramFailed: an exit code that is not ``good``
    """
    with (folder / "words.log").open("ab") as log:
        process = subprocess.Popen(
            ["nice", "-n", "10", *command],  # noqa: S607  of the system, as are the programs
            cwd=folder,
            env=_surroundings(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    try:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
        _follow(process, seconds, on_line, goes_on)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
        if process.stdout:
            process.stdout.close()
    if code not in good:
        raise ProgramFailed(f"{Path(command[0]).name}: {code}: {_last_words(folder)}")


def _surroundings(folder: Path) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "OMP_THREAD_LIMIT": "1",
    }


def _follow(
    process: "subprocess.Popen[bytes]", seconds: float, on_line: Callable[[str], None], goes_on: Callable[[], bool]
) -> None:
    assert process.stdout is not None
    stop = time.monotonic() + seconds
    with selectors.DefaultSelector() as watch:
        watch.register(process.stdout, selectors.EVENT_READ)
        rest = b""
        while True:
            if watch.select(timeout=1):
                piece = os.read(process.stdout.fileno(), 65536)
                if not piece:
                    return _await_end(process, stop)
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    on_line(line.decode(errors="replace"))
                rest = rest[-4096:]
            if not goes_on():
                raise Stopped("stopped")
            if time.monotonic() > stop:
                raise TookTooLong(f"more than {seconds:.0f} s")


def _await_end(process: "subprocess.Popen[bytes]", stop: float) -> None:
    try:
        process.wait(max(0.1, stop - time.monotonic()))
    except subprocess.TimeoutExpired as late:
        raise TookTooLong("did not end") from late


def _last_words(folder: Path) -> str:
    with suppress(OSError):
        return (folder / "words.log").read_text(errors="replace")[-400:].strip()
    return ""
