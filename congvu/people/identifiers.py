"""Numbers that tell on themselves: personal identifiers and tax codes. Pure."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

CARD_PARTS = 7
"""Number, former number, name, birth, sex, address, day of issue."""
SEXES = {"nam": "male", "nữ": "female", "nu": "female"}


@dataclass(frozen=True, slots=True)
class Card:
    """What the QR of an identity card says (thẻ căn cước)."""

    number: str
    name: str
    birth_date: date | None
    sex: str
    address: str


PROVINCES = frozenset(
    f"{number:03}"
    for number in (
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44,
        45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87,
        89, 91, 92, 93, 94, 95, 96,
    )
)  # fmt: skip
"""Codes of the 63 provinces before 1 July 2025; numbers given since keep to the same list."""
TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def check_personal(number: str, birth_date: date | None = None, sex: str | None = None) -> list[str]:
    """Return what is wrong with a 12-digit personal identifier (số định danh cá nhân), in the user's words.

    Three digits for the province of birth registration, one for century and sex, two for the year of birth, six at
    random; there is no check digit (NĐ 70/2024/NĐ-CP). ``sex`` is "male", "female", or empty when not known.
    """
    if not re.fullmatch(r"[0-9]{12}", number):
        return [_("Số định danh cá nhân phải có đúng 12 chữ số.")]
    problems = []
    if number[:3] not in PROVINCES:
        problems.append(_("Ba chữ số đầu ({digits}) không phải mã tỉnh, thành phố nào.").format(digits=number[:3]))
    century_and_sex = int(number[3])
    if birth_date is not None:
        if 19 + century_and_sex // 2 != birth_date.year // 100:
            problems.append(_("Chữ số thứ tư ({digit}) không khớp thế kỷ của năm sinh.").format(digit=number[3]))
        if number[4:6] != f"{birth_date.year % 100:02}":
            problems.append(_("Chữ số thứ năm và sáu ({digits}) không khớp năm sinh.").format(digits=number[4:6]))
    if sex in {"male", "female"} and (century_and_sex % 2 == 1) != (sex == "female"):
        problems.append(_("Chữ số thứ tư ({digit}) không khớp giới tính.").format(digit=number[3]))
    return problems


def check_tax(code: str) -> list[str]:
    """Return what is wrong with a tax code (mã số thuế): 10 digits, a branch adds "-" and 3 digits; or 12 of a person.

    Since 1 July 2025 a person's and a household's tax code is the personal identifier (Luật 38/2019/QH14 Đ.35.7).
    """
    if re.fullmatch(r"[0-9]{12}", code):
        return check_personal(code)
    if not re.fullmatch(r"[0-9]{10}(-[0-9]{3})?", code):
        return [_("Mã số thuế phải có 10 chữ số; của chi nhánh thêm dấu gạch ngang và 3 chữ số.")]
    total = sum(weight * int(digit) for weight, digit in zip(TAX_WEIGHTS, code, strict=False))
    if 10 - total % 11 != int(code[9]):
        return [_("Chữ số kiểm tra của mã số thuế không đúng. Hãy xem lại từng chữ số.")]
    return []


def read_card(text: str) -> Card | None:
    """Read ``number|former number|name|ddmmyyyy|sex|address|ddmmyyyy``; None when it is no card's text.

    Older cards leave the former number empty; some scanners add a mark at the end.
    """
    parts = [part.strip() for part in text.strip().split("|")]
    if len(parts) < CARD_PARTS - 1 or not re.fullmatch(r"[0-9]{12}", parts[0]) or not parts[2]:
        return None
    born = None
    with suppress(ValueError):
        born = datetime.strptime(parts[3], "%d%m%Y").date()  # noqa: DTZ007  a day has no zone
    return Card(parts[0], parts[2][:300], born, SEXES.get(parts[4].lower(), ""), parts[5][:400])
