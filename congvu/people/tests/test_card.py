import datetime as dt

import pytest

from congvu.people import queries

TEXT = "031192001234|031234567|Nguyễn Thị Hoa|14051992|Nữ|Số 5 đường Thí Dụ, phường Ngô Quyền|01102021"


def test_card_gives_number_name_birth_sex_and_address():
    card = queries.read_card(f" {TEXT}\n")
    assert (card.number, card.name, card.birth_date, card.sex) == (
        "031192001234",
        "Nguyễn Thị Hoa",
        dt.date(1992, 5, 14),
        "female",
    )
    assert card.address == "Số 5 đường Thí Dụ, phường Ngô Quyền"
    assert queries.read_card(TEXT.replace("|031234567|", "||")).name == "Nguyễn Thị Hoa"
    assert queries.read_card(TEXT.replace("14051992", "00001992")).birth_date is None


@pytest.mark.parametrize("text", ["", "https://example.vn", "031192001234", "12|1|A|14051992|Nữ|x|01102021", "|" * 9])
def test_what_is_no_card_gives_nothing(text):
    assert queries.read_card(text) is None
