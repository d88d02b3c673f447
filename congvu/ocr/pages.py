"""A scan that holds pictures and no more: pages drawn and read on all cores, the words laid over them at the end."""

import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event

from congvu.ocr.programs import LANGUAGE, ProgramFailed, Stopped, TookTooLong, cores, run

DOTS = 200
"""An inch, as pages are drawn for reading: with 300 no letter more is found, and it takes a quarter longer."""
WHOLE, SCATTERED = 3, 11
"""How tesseract looks at a picture (its ``--psm``): as a page with blocks, for words anywhere."""
STRETCH = 4
"""Pages drawn at a time, so that few of them lie on the disk: nine million bytes each."""
START, EACH_PAGE = 60.0, 120.0
"""Seconds allowed for what looks through the whole file, and for a page; one that takes longer stays without words."""


def are_plain(source: Path, *, folder: Path, goes_on: Callable[[], bool]) -> bool:
    """Tell whether each page is a picture and no more, so that :func:`read` may read it.

    :raises Stopped: ``goes_on`` said so
    """
    try:
        run(_layers("look", source), folder=folder, seconds=START, goes_on=goes_on)
    except Stopped:
        raise
    except ProgramFailed:
        return False
    return True


def read(
    source: Path,
    *,
    pages: int,
    known: Path | None,
    folder: Path,
    on_page: Callable[[int], object],
    goes_on: Callable[[], bool],
) -> tuple[Path, str]:
    """Return the searchable copy and the text, pages parted by form feeds.

    :param known: words of the first page as :func:`recognise` leaves them, when it was read before
    :param on_page: told how many pages are done
    :raises ProgramFailed: a program fell, or was stopped
    """
    read_in, copy = folder / "pages", folder / "copy.pdf"
    read_in.mkdir()
    if known is not None:
        for kind in (".pdf", ".txt"):
            shutil.move(known.with_suffix(kind), read_in / f"1{kind}")
    todo = range(1 if known is None else 2, pages + 1)
    size = max(1, min(STRETCH, -(-len(todo) // cores())))
    stretches = [todo[start : start + size] for start in range(0, len(todo), size)]
    _all(source, stretches, read_in, done=pages - len(todo), on_page=on_page, goes_on=goes_on)
    run(_layers("join", source, read_in, copy), folder=folder, seconds=START + pages, goes_on=goes_on)
    texts = (read_in / f"{number}.txt" for number in range(1, pages + 1))
    return copy, "\f".join(one.read_text(encoding="utf-8").strip("\f") if one.exists() else "" for one in texts)


def _all(
    source: Path,
    stretches: Sequence[range],
    folder: Path,
    *,
    done: int,
    on_page: Callable[[int], object],
    goes_on: Callable[[], bool],
) -> None:
    """Read stretches side by side. ``goes_on`` and ``on_page`` are asked here alone: they may use the database."""
    stop, read_pages, told = Event(), list[int](), done
    with ThreadPoolExecutor(cores()) as pool:
        work = {pool.submit(_stretch, source, one, folder, stop, read_pages) for one in stretches}
        try:
            while work:
                ended, work = wait(work, timeout=1, return_when=FIRST_COMPLETED)
                for one in ended:
                    one.result()
                if told != (told := done + len(read_pages)):
                    on_page(told)
                if not goes_on():
                    raise Stopped("stopped")
        finally:
            stop.set()


def _stretch(source: Path, pages: range, folder: Path, stop: Event, read_pages: list[int]) -> None:
    def goes_on() -> bool:
        return not stop.is_set()

    if stop.is_set():
        return
    _draw(source, pages, folder, goes_on)
    for number in pages:
        picture = folder / f"{number}.pgm"
        try:
            recognise(picture, folder / str(number), dots=DOTS, kinds=("pdf", "txt"), folder=folder, goes_on=goes_on)
        except TookTooLong:
            for kind in (".pdf", ".txt"):
                (folder / f"{number}{kind}").unlink(missing_ok=True)
        picture.unlink()
        read_pages.append(number)


def _draw(source: Path, pages: range, folder: Path, goes_on: Callable[[], bool]) -> None:
    script, wanted = Path(__file__).with_name("drawing.py"), f"{pages[0]}-{pages[-1]}"
    command = [sys.executable, str(script), str(source), wanted, str(DOTS), str(folder)]
    run(command, folder=folder, seconds=START + EACH_PAGE, goes_on=goes_on)


def recognise(
    picture: Path,
    target: Path,
    *,
    dots: int,
    kinds: Sequence[str],
    layout: int = WHOLE,
    folder: Path,
    seconds: float = EACH_PAGE,
    goes_on: Callable[[], bool],
) -> None:
    """Have tesseract read a picture.

    :param target: written with a suffix for each of ``kinds``: ``tsv``, ``txt``, ``pdf`` (words only, unseen)
    :param layout: its ``--psm``
    :raises ProgramFailed: it took too long, or fell
    """
    told = ["-l", LANGUAGE, "--dpi", str(dots), "--psm", str(layout), "-c", "textonly_pdf=1"]
    run(["tesseract", str(picture), str(target), *told, *kinds], folder=folder, seconds=seconds, goes_on=goes_on)


def _layers(*words: object) -> list[str]:
    return [sys.executable, str(Path(__file__).with_name("layers.py")), *map(str, words)]
