"""Reads sheets of an Excel file, in a process of its own that may not grow: ``python reader.py FILE TITLE…``.

A file of a kilobyte can claim a sheet of billions of cells or one long text in every cell; here that ends this process
and nothing else. It writes one line of JSON a row, ``[title, number, [cells]]``, days as 2025-07-01, and
imports neither Django nor the house.
"""

import datetime as dt
import json
import resource
import sys

MOST_MEMORY, MOST_SECONDS, MOST_OUTPUT = 1_000_000_000, 60, 60_000_000
MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 20_000, 40, 500


def main(path: str, titles: list[str]) -> int:
    """Write the rows and return 0; 3: none of the sheets is there, 4: too many rows."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_OUTPUT, MOST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  after the limits

    book = CalamineWorkbook.from_path(path)
    known = {name.strip().casefold(): name for name in book.sheet_names}
    found = [(title, known[title.casefold()]) for title in titles if title.casefold() in known]
    if not found:
        return 3
    for title, name in found:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is not None and sheet.end[0] >= MOST_ROWS:
            return 4
        for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
            cells = [written(cell) for cell in row[:MOST_COLUMNS]]
            if any(cells):
                sys.stdout.write(json.dumps([title, number, cells], ensure_ascii=False) + "\n")
    return 0


def written(cell: object) -> str:
    """Return a cell as text: whole numbers without a point, days in ISO form."""
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell).strip()[:MOST_LETTERS]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
