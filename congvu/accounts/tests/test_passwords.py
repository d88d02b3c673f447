"""Passwords that anybody here would try first, and leaked ones, are refused with words."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.accounts import passwords
from congvu.accounts.tests.scene import official_account

LOCAL = ["Hải-Phòng-2026!!!", "matkhau123456", "UBND.haiphong.2027", "Công Vụ 2026 2026", "12345678901234"]
OWN = ["mua-xuan-tren-song-cam", "bốn con mèo ngủ dưới cầu thang", "xe-dap-do-truoc-cong-cho"]


@pytest.mark.parametrize("password", LOCAL)
def test_words_of_everybody_are_refused(password):
    with pytest.raises(ValidationError, match="ai cũng đoán được"):
        passwords.NotLocal().validate(password)


@pytest.mark.parametrize("password", OWN)
def test_words_of_ones_own_are_taken(password):
    passwords.NotLocal().validate(password)


@pytest.mark.django_db
def test_the_owners_name_is_no_password():
    account = official_account()
    with pytest.raises(ValidationError, match="tên bạn"):
        passwords.NotLocal().validate("Phạm Văn Đức 1985", account)
    passwords.NotLocal().validate("Phạm Văn Đức 1985")


@given(st.sets(st.text(min_size=1, max_size=20), min_size=1, max_size=60), st.text(min_size=1, max_size=20))
@settings(max_examples=40)
def test_leaked_ones_are_found_wherever_they_stand_and_no_others(tmp_path_factory, leaked, other):
    digests = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in leaked)
    listed = tmp_path_factory.mktemp("leaked") / "list.txt"
    listed.write_text("".join(f"{digest}:{number}\r\n" for number, digest in enumerate(digests)))
    for word in leaked:
        assert passwords.stands_in(listed, word)
    assert passwords.stands_in(listed, other) == (other in leaked)


def test_a_leaked_one_is_refused_with_words(tmp_path, settings):
    listed = tmp_path / "list.txt"
    listed.write_text(hashlib.sha1(b"mua-xuan-tren-song-cam").hexdigest().upper() + ":3\n")
    settings.LEAKED_PASSWORDS = str(listed)
    with pytest.raises(ValidationError, match="đã bị lộ"):
        passwords.NotLeaked().validate("mua-xuan-tren-song-cam")
    passwords.NotLeaked().validate("mua-xuan-tren-song-duong")
