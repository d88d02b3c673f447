"""A pack of a whole older office for ``manage.py import_office``: ``python -m tools.bench.office FOLDER``."""

import argparse
import csv
import datetime as dt
import hashlib
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from pypdf import PdfWriter

SUBJECTS = (
    "kinh phí bảo trì",
    "rà soát thủ tục",
    "chuyển đổi số",
    "phòng chống thiên tai",
    "tiếp công dân",
    "cải cách",
)
NAMES = ("Nguyễn Văn", "Trần Thị", "Lê Văn", "Phạm Thị", "Hoàng Văn", "Vũ Thị")
ROLES = ("leader", "clerk", "unit_head", "case_officer")
UNITS = ("VP", "KT")


def make(folder: Path, *, agencies: int, accounts: int, documents: int, files: int, code: str = "H99") -> None:
    """Write a pack of so many rows; every ``documents // files``-th document has a small PDF of its own."""
    chance = random.Random(1945)  # noqa: S311  the same pack each time
    (folder / "files").mkdir(parents=True, exist_ok=True)
    codes = [f"{code}.{number}" for number in range(1, agencies + 1)]
    _table(
        folder / "agencies.csv",
        ("code", "name", "kind", "invented", "valid_from"),
        ((one, f"Cơ quan thử số {number}", "department", "yes", "2020-01-01") for number, one in enumerate(codes, 1)),
    )
    _table(
        folder / "units.csv",
        ("agency", "code", "name", "kind", "valid_from"),
        ((one, unit, f"Phòng {unit}", "division", "2020-01-01") for one in codes for unit in UNITS),
    )
    _table(
        folder / "accounts.csv",
        ("staff_code", "full_name", "agency", "unit", "title", "role", "valid_from"),
        (
            (
                f"{code}-{number}",
                f"{NAMES[number % len(NAMES)]} {number}",
                codes[number % agencies],
                "KT" if number // agencies > 1 else "",
                "Chuyên viên",
                ROLES[min(number // agencies, 3)],
                "2020-01-01",
            )
            for number in range(accounts)
        ),
    )
    every = max(1, documents // files) if files else 0
    told: list[tuple[str, ...]] = []
    rows = []
    for number in range(documents):
        agency, place = codes[number % agencies], number // agencies + 1
        day = dt.date(2026, 1, 2) + dt.timedelta(days=place * 300 // max(1, documents // agencies + 1))
        is_in = number % 2 == 0
        rows.append(
            (
                agency,
                f"vb-{number}",
                "in" if is_in else "out",
                "completed" if is_in else "issued",
                "18" if is_in else "14",
                str(place),
                "SNV-VP" if is_in else "BC-CQ",
                day.isoformat(),
                f"Cơ quan gửi {number % 97}",
                f"Về {chance.choice(SUBJECTS)} đợt {number}",
                str(place) if is_in else "",
                f"{day.isoformat()} 08:30",
            )
        )
        if every and number % every == 0 and len(told) < files:
            told.append(_file(folder, agency, f"vb-{number}", len(told)))
    headings = ("agency", "key", "direction", "state", "kind", "number", "notation", "issued_on", "organ", "subject")
    _table(folder / "documents.csv", (*headings, "arrival_number", "at"), rows)
    _table(folder / "files.csv", ("agency", "key", "path", "sha256", "role", "name"), told)
    counts = {
        "agencies": agencies,
        "units": agencies * len(UNITS),
        "accounts": accounts,
        "documents": documents,
        "files": len(told),
    }
    _table(folder / "totals.csv", ("what", "value"), [(what, str(value)) for what, value in counts.items()])


def _file(folder: Path, agency: str, key: str, number: int) -> tuple[str, ...]:
    path = f"files/{number // 1000}/{number}.pdf"
    target = folder / path
    target.parent.mkdir(exist_ok=True)
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": f"{number}"})
    writer.write(target)
    return agency, key, path, hashlib.sha256(target.read_bytes()).hexdigest(), "main", f"{number}.pdf"


def _table(path: Path, headings: tuple[str, ...], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as sink:
        lines = csv.writer(sink)
        lines.writerow(headings)
        lines.writerows(rows)


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    for name, usual in (("agencies", 500), ("accounts", 7_500), ("documents", 200_000), ("files", 2_000)):
        words.add_argument(f"--{name}", type=int, default=usual)
    asked = words.parse_args()
    make(**vars(asked))
