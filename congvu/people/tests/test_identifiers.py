from datetime import date

import pytest

from congvu.people.queries import check_personal, check_tax


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("031090012345", date(1990, 5, 2), "male"),
        ("031190012345", date(1990, 5, 2), "female"),
        ("030204000001", date(2004, 1, 1), "male"),
        ("096325000001", date(2025, 7, 1), "female"),
        ("031090012345", None, None),
    ],
)
def test_personal_identifier_that_agrees(number, born, sex):
    assert check_personal(number, born, sex) == []


@pytest.mark.parametrize(
    ("number", "born", "sex", "word"),
    [
        ("03109001234", None, None, "12 chữ số"),
        ("0310900123456", None, None, "12 chữ số"),
        ("03109001234a", None, None, "12 chữ số"),
        ("٠٣١٠٩٠٠١٢٣٤٥", None, None, "12 chữ số"),
        ("003090012345", None, None, "mã tỉnh"),
        ("097090012345", None, None, "mã tỉnh"),
        ("031090012345", date(2090, 1, 1), None, "thế kỷ"),
        ("031090012345", date(1991, 1, 1), None, "năm sinh"),
        ("031090012345", date(1990, 1, 1), "female", "giới tính"),
        ("031190012345", date(1990, 1, 1), "male", "giới tính"),
    ],
)
def test_personal_identifier_that_contradicts(number, born, sex, word):
    problems = check_personal(number, born, sex)
    assert len(problems) == 1
    assert word in problems[0]


@pytest.mark.parametrize("code", ["0100109106", "0101248141", "0100109106-001", "031090012345"])
def test_tax_code_valid(code):
    assert check_tax(code) == []


@pytest.mark.parametrize("code", ["0100109107", "010010910", "0100109106-01", "01001091060", "999999999999", ""])
def test_tax_code_invalid(code):
    assert len(check_tax(code)) == 1
