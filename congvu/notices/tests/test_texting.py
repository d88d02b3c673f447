import pytest

from congvu.notices import operations, queries, wording
from congvu.notices.models import Template
from congvu.notices.phones import NoMobile, masked, phone_of, shown
from congvu.notices.texting import plain, size

LONGEST_CODE = "H24.166-261120-0001"
TO_OFFICIALS = {"acknowledge_soon", "deadline_soon", "workfile_hand_over"}
"""Told at the desk and by letter: no message to a telephone."""


def test_accents_go_and_nothing_else():
    assert plain("Đặc khu Bạch Long Vĩ – «Hồ sơ» đã trả…") == 'Dac khu Bach Long Vi - "Ho so" da tra...'
    assert plain("✓ 8.000 đồng") == "? 8.000 dong"


@pytest.mark.parametrize(
    ("text", "segments", "accents"),
    [
        ("a" * 160, 1, False),
        ("a" * 161, 2, False),
        ("a" * 306, 2, False),
        ("a" * 307, 3, False),
        ("€" * 80, 1, False),
        ("€" * 81, 2, False),
        ("ồ" * 70, 1, True),
        ("ồ" * 71, 2, True),
        ("ồ" * 135, 3, True),
        ("", 1, False),
    ],
)
def test_segments_are_counted_as_carriers_do(text, segments, accents):
    found = size(text)
    assert (found.segments, found.accents) == (segments, accents)


def test_every_shipped_message_fits_one_segment_without_accents_and_says_no_more_than_it_may(db):
    operations.load_templates()
    data = {"code": LONGEST_CODE, "due_at": "15:00 23/11/2026", "amount": 12_345_000, "secret": "123456"}
    data["answer_by"] = data["since"] = data["ends_at"] = data["due_at"]
    for words in Template.objects.exclude(short_vi=""):
        for sentence in (words.short_vi, words.short_en):
            assert size(plain(wording.filled(sentence, data))).segments == 1, words.key
            assert wording.places(sentence) <= operations.words.SHORT_PLACES
            assert "http" not in sentence
        assert words.state_vi or words.key == "contact_code"
    about_dossiers = [words for words in queries.templates() if "{{ code }}" in words.title_vi]
    assert {words.key for words in about_dossiers if not (words.short_vi and words.short_en)} == TO_OFFICIALS


@pytest.mark.parametrize("typed", ["0912 000 001", "+84 912.000.001", "84912000001", "(0912) 000-001"])
def test_a_number_is_understood_as_people_write_it(typed):
    assert phone_of(typed) == "84912000001"
    assert shown("84912000001") == "0912 000 001"


@pytest.mark.parametrize("typed", ["", "0225 3 842 000", "091200000", "09120000011", "+1 202 555 0101", "abc"])
def test_what_is_no_mobile_number_is_refused(typed):
    with pytest.raises(NoMobile):
        phone_of(typed)


def test_an_address_is_known_by_its_owner_alone():
    assert masked("84912000001") == "09** *** 001"
    assert masked("hoa@vi-du.vn") == "h***@vi-du.vn"
