"""Code lists a form may choose from: countries, ethnic groups, sex, marital status, relation.

Countries: ISO 3166-1 with the names of Unicode CLDR 48 (Unicode-3.0 licence), the State's own usage for four.
Ethnic groups: QĐ 121-TCTK/PPCĐ of 02/03/1979.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from congvu.forms.words import NONE, Words

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    value: str
    label: Words
    help: Words = NONE


def _from_file(name: str) -> tuple[Option, ...]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return tuple(Option(row["code"], Words(row["vi"], row["en"])) for row in csv.DictReader(source))


def _short(**labels: tuple[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, Words(vi, en)) for value, (vi, en) in labels.items())


SHORT = {
    "sex": _short(male=("Nam", "Male"), female=("Nữ", "Female"), other=("Khác", "Other")),
    "marital": _short(
        single=("Chưa kết hôn", "Single"),
        married=("Đang có vợ hoặc chồng", "Married"),
        divorced=("Đã ly hôn", "Divorced"),
        widowed=("Vợ hoặc chồng đã mất", "Widowed"),
    ),
    "relation": _short(
        father=("Cha", "Father"),
        mother=("Mẹ", "Mother"),
        grandparent=("Ông hoặc bà", "Grandparent"),
        spouse=("Vợ hoặc chồng", "Spouse"),
        child=("Con", "Child"),
        sibling=("Anh, chị hoặc em", "Brother or sister"),
        relative=("Người thân khác", "Other relative"),
        carer=("Người đang nuôi dưỡng", "Carer"),
        authorised=("Người được ủy quyền", "Authorised person"),
    ),
}


@cache
def countries() -> tuple[Option, ...]:
    """Return all countries, Việt Nam first, then in the order of their codes' file."""
    rows = _from_file("countries")
    return tuple(sorted(rows, key=lambda option: option.value != "VN"))


@cache
def ethnic_groups() -> tuple[Option, ...]:
    """Return the 54 ethnic groups and the two statistical codes."""
    return _from_file("ethnic")


def named(name: str) -> tuple[Option, ...] | None:
    """Return the list of that name, or None."""
    if name == "country":
        return countries()
    return ethnic_groups() if name == "ethnic" else SHORT.get(name)


def label(options: tuple[Option, ...], value: object) -> str:
    """Return how an option reads; the value itself when it is not in the list (any more)."""
    return next((str(option.label) for option in options if option.value == value), str(value))
