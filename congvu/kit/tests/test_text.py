import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.kit.text import clean, fold, name_key, sort_key

ALPHABET = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
vietnamese = st.text(alphabet=ALPHABET + ALPHABET.upper() + " -0123456789", max_size=40)


def test_icelandic_eth_becomes_the_vietnamese_letter():
    assert clean("\u00d0ÀO, \u00f0ào") == "ĐÀO, đào"


def test_invisible_and_broken_characters_vanish():
    assert clean("\ufeff Hải\u200b\u00a0Phòng\x00\ud800\u202e ") == "Hải Phòng"


def test_line_breaks_inside_stay():
    assert clean("dòng một\ndòng hai\n") == "dòng một\ndòng hai"


@pytest.mark.parametrize("written", ["Hoà Bình", "Hòa Bình", "HOÀ  BÌNH", "Ho\u0061\u0300 Bình", "hoa binh"])
def test_every_way_of_writing_folds_alike(written):
    assert fold(written) == "hoa binh"


def test_order_of_letters_and_tones():
    asked = [
        "Yên",
        "Đà",
        "Đa",
        "Da",
        "Ân",
        "Ăn",
        "An",
        "Hạ",
        "Hà",
        "Ha",
        "Hả",
        "Hã",
        "Há",
        "Ơn",
        "Ôn",
        "On",
        "Ưu",
        "Uyên",
    ]
    told = [
        "An",
        "Ăn",
        "Ân",
        "Da",
        "Đa",
        "Đà",
        "Ha",
        "Hà",
        "Hả",
        "Hã",
        "Há",
        "Hạ",
        "On",
        "Ôn",
        "Ơn",
        "Uyên",
        "Ưu",
        "Yên",
    ]
    assert sorted(asked, key=sort_key) == told


def test_syllable_before_syllable_and_numbers_by_value():
    assert sorted(["Hạ Anh", "Hà Tĩnh", "Ha Long"], key=sort_key) == ["Ha Long", "Hà Tĩnh", "Hạ Anh"]
    assert sorted(["Quận 10", "Quận 2", "Quận Ba", "Quận"], key=sort_key) == ["Quận", "Quận 2", "Quận 10", "Quận Ba"]


def test_a_list_of_people_goes_by_given_name():
    people = ["Trần Văn Bình", "Nguyễn Thị Yến", "Bùi Thị An", "An Văn Bình"]
    assert sorted(people, key=name_key) == ["Bùi Thị An", "An Văn Bình", "Trần Văn Bình", "Nguyễn Thị Yến"]


@given(st.text())
def test_clean_and_fold_settle_at_once(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text) == fold(clean(text))
    clean(text).encode()


@given(vietnamese)
def test_fold_leaves_only_plain_letters(text):
    assert re.fullmatch(r"[a-z0-9 -]*", fold(text))


@given(st.text(max_size=40))
def test_sort_key_is_safe_in_every_collation(text):
    assert re.fullmatch(r"[0-9a-z]*", sort_key(text))


@given(vietnamese)
def test_sort_key_does_not_see_case_nor_old_tone_marks(text):
    assert sort_key(text) == sort_key(text.upper())
    assert sort_key(text.replace("oà", "òa").replace("uý", "úy")) == sort_key(text)


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=1), st.text(alphabet=ALPHABET, min_size=1, max_size=1))
def test_single_letters_keep_the_order_of_the_alphabet(one, other):
    assert (sort_key(one) < sort_key(other)) == (ALPHABET.index(one) < ALPHABET.index(other))
