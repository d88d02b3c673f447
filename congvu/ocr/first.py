"""The first page, read at once: its words with places and sureness, and its red ink read apart."""

import csv
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from PIL import Image, ImageChops

from congvu.ocr.pages import WHOLE, recognise
from congvu.ocr.programs import run

NAME = "first"
"""Of the files of the first page in the folder of a reading: picture, words, text and layer."""
DOTS = 300
PATIENCE = 60.0
"""Seconds for drawing or reading one page."""
RED = 60
"""How much redder than green and blue a dot of stamp ink is, of 255."""
FEW_RED = 0.0002
"""Share of the page below which there is no stamp in red."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page: places as shares of the page, ``sureness`` from 0 to 100, ``line`` its number in order."""

    x: float
    y: float
    width: float
    height: float
    sureness: int
    line: int
    text: str

    def plain(self) -> list[float | int | str]:
        """Return it as ``Reading.words`` keeps it."""
        places = [round(one, 4) for one in (self.x, self.y, self.width, self.height)]
        return [*places, self.sureness, self.line, self.text]


def draw(source: Path, *, page: int, dots: int, target: Path, folder: Path) -> None:
    """Draw a page of a PDF or picture as PNG.

    :raises ProgramFailed: it cannot be drawn within bounds
    """
    script = Path(__file__).with_name("drawing.py")
    run([sys.executable, str(script), str(source), str(page), str(dots), str(target)], folder=folder, seconds=PATIENCE)


def words_of(picture: Path, *, folder: Path, goes_on: Callable[[], bool], layout: int = WHOLE) -> list[Word]:
    """Return the words that tesseract finds in a picture; of a whole page text and layer lie beside it then.

    :param layout: its ``--psm``
    :raises ProgramFailed: it took too long, or fell
    """
    out = picture.with_suffix("")
    kinds = ("tsv", "txt", "pdf") if layout == WHOLE else ("tsv",)
    recognise(picture, out, dots=DOTS, kinds=kinds, layout=layout, folder=folder, seconds=PATIENCE, goes_on=goes_on)
    with Image.open(picture) as image:
        width, height = image.size
    with out.with_suffix(".tsv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE) if row["level"] == "5"]
    found, lines = [], dict[tuple[str, ...], int]()
    for row in rows:
        line = lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), len(lines))
        left, top, wide, high = (int(row[name]) for name in ("left", "top", "width", "height"))
        if row["text"].strip():
            sure = max(0, round(float(row["conf"])))
            place = (left / width, top / height, wide / width, high / height)
            found.append(Word(*place, sure, line, row["text"].strip()))
    return found


def lines_of(words: Iterable[Word]) -> list[tuple[float, str]]:
    """Return lines as ``(height from the top, text)``, in which words far apart stand alone as well."""
    found = []
    for _line, group in groupby(words, key=lambda word: word.line):
        row = sorted(group, key=lambda word: word.x)
        found.append((row[0].y, " ".join(word.text for word in row)))
        for stretch in _stretches(row):
            found.append((stretch[0].y, " ".join(word.text for word in stretch)))
    return found


def _stretches(row: list[Word]) -> list[list[Word]]:
    found = [[row[0]]]
    for before, word in pairwise(row):
        if word.x - before.x - before.width > 1.5 * max(word.height, before.height):
            found.append([])
        found[-1].append(word)
    return found if len(found) > 1 else []


def red_ink(picture: Path, *, target: Path) -> bool:
    """Write what is red in a picture black on white; False, writing nothing, when there is next to none."""
    with Image.open(picture) as image:
        red, green, blue = image.convert("RGB").split()
    ink = ImageChops.subtract(red, ImageChops.lighter(green, blue)).point(lambda depth: 0 if depth > RED else 255)
    if ink.histogram()[0] < FEW_RED * ink.width * ink.height:
        return False
    ink.save(target, "PNG", compress_level=1)
    return True
