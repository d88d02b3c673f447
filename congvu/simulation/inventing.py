"""People who do not exist, and what they answer: the filled example of a procedure told anew about somebody else.

Numbers keep their own digits true: whoever is born in 1993 has a number that says so. Nobody's name is a real list's.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from congvu.simulation.dice import Dice

FAMILIES = {
    "Nguyễn": 31, "Trần": 11, "Phạm": 9, "Vũ": 8, "Lê": 8, "Hoàng": 5, "Bùi": 5, "Đỗ": 5, "Đào": 3, "Đặng": 3,
    "Ngô": 3, "Đoàn": 2, "Lương": 2, "Mai": 1, "Phan": 2, "Tạ": 1, "Khúc": 1, "Cao": 1, "Đồng": 1,
}  # fmt: skip
WOMEN = ("Thị Ánh", "Thị Bích", "Thị Châu", "Thị Diệp", "Thị Đào", "Thị Giang", "Thị Hạnh", "Thị Hồng", "Thị Khánh",
         "Thị Lan", "Thị Mai", "Thị Minh Ngọc", "Thị Nhung", "Thị Oanh", "Thị Phương", "Thị Quyên", "Thị Thu Hà",
         "Thị Thanh Tâm", "Thị Trang", "Thị Tuyết", "Thị Vân", "Thị Xuân", "Thị Yến", "Thị Ái Liên")  # fmt: skip
MEN = ("Văn An", "Văn Bình", "Văn Chiến", "Đình Dũng", "Văn Đức", "Hữu Giáp", "Văn Hải", "Minh Hoàng", "Quang Huy",
       "Đăng Khoa", "Văn Lâm", "Đức Long", "Xuân Mạnh", "Văn Nam", "Hồng Phong", "Văn Quyết", "Hữu Sơn", "Đức Thắng",
       "Văn Toàn", "Quốc Trung", "Anh Tuấn", "Văn Ước", "Thế Vinh", "Văn Ý")  # fmt: skip
STREETS = ("Lạch Tray", "Tô Hiệu", "Cầu Đất", "Trần Nguyên Hãn", "Lê Lợi", "Điện Biên Phủ", "Hai Bà Trưng", "Đà Nẵng",
           "Ngô Gia Tự", "Nguyễn Trãi", "Bạch Đằng", "Phạm Ngũ Lão", "Thanh Niên", "Chương Dương")  # fmt: skip
PERSON = re.compile(r"(?<!\w)([A-ZĐ]\w+) ((?:Thị|Văn)(?: [A-ZĐ]\w+){1,2})(?!\w)")
NUMBER = re.compile(r"(?<!\d)0[0-9]{2}[0-3][0-9]{2}[0-9]{6}(?!\d)")
PHONE = re.compile(r"(?<!\d)09[0-9]{8}(?!\d)")
HOUSE = re.compile(r"Số \d+ đường [^,;\"]+")
SAMPLE_COMMUNE = "11329"
YOUNGER, OLDER = 0, 9
"""Everybody of an example grows older by so many years at most: younger, some would be under age."""


@dataclass(frozen=True)
class Person:
    """Whose dossier it is."""

    name: str
    identifier: str
    birth_date: dt.date | None
    sex: str
    address: str
    phone: str


def name_of(dice: Dice, sex: str, family: str = "") -> str:
    """Return a name, usual in the north, of a family when one is given."""
    return f"{family or dice.one_of(FAMILIES)} {dice.pick(WOMEN if sex == 'female' else MEN)}"


def retold(answers: Mapping[str, Any], *, dice: Dice, commune: str, today: dt.date, years: int | None = None) -> Any:
    """Return an example's answers as those of other people: names, numbers, births, addresses; all else stays.

    :param commune: code of the place where they live
    :param years: how much older everybody becomes; by chance when None
    """
    texts = list(_texts(answers))
    older = dice.randint(YOUNGER, OLDER) if years is None else years
    whole = "\n".join(texts)
    words: dict[str, str] = {}
    families: dict[str, str] = {}
    for family, rest in PERSON.findall(whole):
        sex = "female" if rest.startswith("Thị") else "male"
        families.setdefault(family, dice.one_of(FAMILIES))
        words.setdefault(f"{family} {rest}", name_of(dice, sex, families[family]))
    born: dict[str, str] = {}
    for number in NUMBER.findall(whole):
        year = _year_of(number)
        if year and today.year - year >= 16:
            born.setdefault(str(year), str(year - older))
            fresh = f"{number[:4]}{(year - older) % 100:02}{dice.randrange(10**6):06}"
            words.setdefault(number, fresh if (year - older) // 100 == year // 100 else number)
        else:
            words.setdefault(number, f"{number[:6]}{dice.randrange(10**6):06}")
    for phone in PHONE.findall(whole):
        words.setdefault(phone, f"09{dice.randrange(10**8):08}")
    for house in HOUSE.findall(whole):
        words.setdefault(house, f"Số {dice.randint(1, 380)} đường {dice.pick(STREETS)}")
    days: dict[str, str] = {}
    for text in texts:
        if len(text) == 10 and text[:4] in born and text[4] == "-":
            days.setdefault(text, f"{born[text[:4]]}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}")
    return _replaced(answers, {**words, **days}, born if older else {}, commune)


def main_person(answers: Mapping[str, Any], *, dice: Dice, address: str) -> Person:
    """Return whose dossier these answers make: the first adult in them with a number, else somebody invented."""
    for part in answers.values():
        if isinstance(part, Mapping) and (number := str(part.get("identifier", ""))) and NUMBER.fullmatch(number):
            name = str(part.get("full_name") or part.get("name") or "")
            if name:
                sex = "female" if int(number[3]) % 2 else "male"
                return Person(name, number, _day(part.get("birth_date")), sex, address, str(part.get("phone", "")))
    sex = "female" if dice.happens(0.52) else "male"
    year = dice.randint(1955, 1999)
    number = f"031{int(sex == 'female')}{year % 100:02}{dice.randrange(10**6):06}"
    day = dt.date(year, dice.randint(1, 12), dice.randint(1, 28))
    return Person(name_of(dice, sex), number, day, sex, address, "")


def _texts(part: Any) -> Any:
    if isinstance(part, Mapping):
        for inner in part.values():
            yield from _texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)
    elif isinstance(part, str):
        yield part


def _replaced(part: Any, words: Mapping[str, str], born: Mapping[str, str], commune: str, name: str = "") -> Any:
    if isinstance(part, Mapping):
        return {key: _replaced(inner, words, born, commune, str(key)) for key, inner in part.items()}
    if isinstance(part, list):
        return [_replaced(inner, words, born, commune, name) for inner in part]
    if not isinstance(part, str):
        return part
    if part == SAMPLE_COMMUNE and name == "commune":
        return commune
    if len(part) == 4 and "birth" in name:
        return born.get(part, part)
    for old, new in words.items():
        part = part.replace(old, new)
    return part


def _year_of(number: str) -> int:
    """Return the year of birth that a personal number tells: its fourth digit says century and sex."""
    return 1900 + int(number[3]) // 2 * 100 + int(number[4:6])


def _day(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None
