"""All pages: a searchable copy (PDF/A with a layer of text over the unchanged picture) and the text.

What a scanner writes, pictures and no more, is read by our own hands (``pages.py``) in half the time. Anything else
(a photo, a page with print or notes or signatures on it, odd colours) is left to OCRmyPDF and Ghostscript.
"""

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

from congvu.ocr import pages as plain
from congvu.ocr.programs import LANGUAGE, cores, ocrmypdf, run

START, EACH_PAGE = 90.0, 30.0
"""Seconds allowed for the file and for each of its pages, on one core."""
NO_PDFA = 10
"""Exit code of OCRmyPDF: the copy is good, but no PDF/A."""
OCR = "OCR"
PLUGINS = ("progress.py", "grey.py")


def read_all(
    source: Path,
    *,
    pages: int,
    dots: int | None,
    known: Path,
    folder: Path,
    on_page: Callable[[int], object],
    goes_on: Callable[[], bool],
) -> tuple[Path, str]:
    """Return the searchable copy and the text, pages parted by form feeds.

    :param dots: an inch, of a picture; None for a PDF
    :param known: words of the first page, which was read before
    :param on_page: told how many pages are done
    :raises ProgramFailed: it took too long, fell, or was stopped
    """
    if dots is None and plain.are_plain(source, folder=folder, goes_on=goes_on):
        return plain.read(source, pages=pages, known=known, folder=folder, on_page=on_page, goes_on=goes_on)
    copy, text = folder / "copy.pdf", folder / "text.txt"

    def heard(line: str) -> None:
        name, _tab, share = line.partition("\t")
        if name == OCR and share:
            on_page(min(pages, int(float(share) * pages + 0.01)))

    more = ["--image-dpi", str(dots)] if dots else []
    if _takes("--invalidate-digital-signatures"):
        more.append("--invalidate-digital-signatures")  # of the copy only: the original stays as it is
    run(
        [
            ocrmypdf(),
            *(word for name in PLUGINS for word in ("--plugin", str(Path(__file__).with_name(name)))),
            *("-l", LANGUAGE, "--output-type", "pdfa-2", "--skip-text", "--optimize", "0"),
            *("--jobs", str(cores()), "--max-image-mpixels", "120", "--tesseract-timeout", "120"),
            *("--sidecar", str(text), *more, str(source), str(copy)),
        ],
        folder=folder,
        seconds=START + EACH_PAGE * pages,
        on_line=heard,
        goes_on=goes_on,
        good=(0, NO_PDFA),
    )
    return copy, text.read_text(encoding="utf-8", errors="replace")


@cache
def _takes(option: str) -> bool:
    said = subprocess.run([ocrmypdf(), "--help"], capture_output=True, text=True, timeout=60, check=False)
    return option in said.stdout
