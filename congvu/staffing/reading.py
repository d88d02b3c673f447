"""From a file to rows: the reader runs apart, headings are found by their words."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal
from congvu.kit.text import clean, fold
from congvu.staffing import reader
from congvu.staffing.sheets import Sheet

PATIENCE = 90
"""Seconds after which a file that is still being read is given up."""
HEADING_WITHIN = 20
"""Rows among which the headings must be."""


class Unreadable(Refusal):
    """The file is not such a list; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file, cells by the key of their column."""

    sheet: str
    number: int
    cells: dict[str, str]


def rows_of(stream: IO[bytes], sheets: tuple[Sheet, ...]) -> list[Row]:
    """Return the rows under the headings of the sheets that are there.

    :raises Unreadable: too large, broken, without the sheets or their headings
    """
    by_title = {sheet.title: sheet for sheet in sheets}
    raw: dict[str, list[tuple[int, list[str]]]] = {}
    for title, number, cells in _raw(stream, list(by_title)):
        raw.setdefault(title, []).append((number, [clean(cell) for cell in cells]))
    return [row for title, lines in raw.items() for row in _named(by_title[title], lines)]


def _raw(stream: IO[bytes], titles: list[str]) -> Iterator[tuple[str, int, list[str]]]:
    with NamedTemporaryFile(suffix=".xlsx") as copy, TemporaryFile() as out:
        stream.seek(0)
        while piece := stream.read(1 << 20):
            copy.write(piece)
        copy.flush()
        command = [sys.executable, "-I", str(Path(reader.__file__)), copy.name, *titles]
        try:
            ended = subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            raise Unreadable(_("Tệp quá nặng, đọc quá lâu. Hãy chép dữ liệu sang tệp mẫu mới.")) from None
        if ended.returncode == 3:
            raise Unreadable(_("Tệp không có tờ “%s”. Hãy dùng tệp mẫu tải từ trang này.") % "”, “".join(titles))
        if ended.returncode == 4:
            raise Unreadable(_("Tờ dữ liệu có hơn %s dòng. Hãy chia thành nhiều tệp.") % f"{reader.MOST_ROWS:,}")
        if ended.returncode:
            raise Unreadable(_("Không đọc được tệp: tệp hỏng hoặc lớn bất thường. Hãy chép dữ liệu sang tệp mẫu mới."))
        out.seek(0)
        for line in out:
            title, number, cells = json.loads(line)
            yield title, number, cells


def _named(sheet: Sheet, lines: list[tuple[int, list[str]]]) -> Iterator[Row]:
    """Yield the rows below the headings, which may stand in any order."""
    wanted = {fold(column.title): column.key for column in sheet.columns}
    needed = {column.key: column.title for column in sheet.columns if column.needed}
    for index, (_number, cells) in enumerate(lines[:HEADING_WITHIN]):  # noqa: B007  used after the loop
        titles = [fold(cell.rstrip("* ")) for cell in cells]
        places = {wanted[title]: at for at, title in enumerate(titles) if title in wanted}
        if needed.keys() <= places.keys():
            break
    else:
        words = _("Tờ “%(sheet)s” thiếu tiêu đề cột. Cần có: %(columns)s.")
        raise Unreadable(words % {"sheet": sheet.title, "columns": ", ".join(needed.values())})
    for number, cells in lines[index + 1 :]:
        named = {key: cells[at] if at < len(cells) else "" for key, at in places.items()}
        if any(named.values()):
            yield Row(sheet.key, number, named)
