"""Days in words."""

import pytest

from congvu.kit.cel import Expression
from congvu.kit.days import day_in_words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-17", "ngày mười bảy, tháng mười một, năm hai nghìn không trăm hai mươi sáu"),
        ("1995-04-21", "ngày hai mươi mốt, tháng tư, năm một nghìn chín trăm chín mươi lăm"),
        ("2005-01-15", "ngày mười lăm, tháng một, năm hai nghìn không trăm linh năm"),
    ],
)
def test_day_in_words(day: str, words: str):
    assert day_in_words(day) == words
    assert Expression("day_in_words(child.birth_date)").value({"child": {"birth_date": day}}) == words
