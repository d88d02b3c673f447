"""Patterns typed by administrators: evil ones are tried in bounded time, or refused when they are read."""

import time

import pytest

from congvu.kit.patterns import LONGEST, BadPattern, check, occurs

EVIL = [
    (r"^(a+)+$", "a" * 4000 + "!"),
    (r"^(a|a)*$", "a" * 4000 + "!"),
    (r"^(a|aa)+$", "a" * 4000 + "!"),
    (r"^([a-zA-Z]+)*$", "a" * 4000 + "!"),
    (r"^(.*a){20}$", "a" * 4000 + "!"),
    (r"^a*a*a*a*a*b$", "a" * 4000),
    (r"^\w+([.-]?\w+)*@\w+([.-]?\w+)*(\.\w{2,3})+$", "a" * 4000),
    (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 4000),
    (r"\d+\d+\d+\d+x", "1" * 4000),
]


@pytest.mark.parametrize(("pattern", "text"), EVIL, ids=[pattern for pattern, _text in EVIL])
def test_an_evil_pattern_ends_at_once(pattern, text):
    began = time.process_time()
    assert not occurs(pattern, text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "pattern", [r"(a)\1", r"(?=a)a", r"(?<!a)b", "[", "(", "", "a" * (LONGEST + 1), "((a{99}){99}){99}", None, 5]
)
def test_what_cannot_be_bounded_or_read_is_refused(pattern):
    with pytest.raises(BadPattern):
        check(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("[0-9]{4}", "mã 5610", True),
        ("^[0-9]{4}$", "56100", False),
        (r"^[A-ZĐ]+( [A-ZĐ]+)*$", "ĐỒNG HÓA", False),
        (r"^\p{Lu}+( \p{Lu}+)*$", "ĐỒNG HÓA", True),
        ("^[0-9]{4}$", "5610\n", False),
    ],
)
def test_a_plain_pattern_does_what_it_says(pattern, text, fits):
    check(pattern)
    assert occurs(pattern, text) is fits
