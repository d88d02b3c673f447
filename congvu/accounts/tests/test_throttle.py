"""Guessing does not pay, and nobody is locked out by another's mistakes."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from congvu.accounts import throttle
from congvu.accounts.tests.scene import PASSWORD, official_account

pytestmark = pytest.mark.django_db
OFFICE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def type_in(client, name, password, **where):
    return client.post(reverse("account_login"), {"login": name, "password": password}, **where)


def is_in(client):
    return "_auth_user_id" in client.session


def test_a_colleagues_mistakes_lock_out_the_colleague_alone():
    official_account("nq-1", "Lê Văn Gõ"), official_account("nq-2", "Vũ Thị Đúng")
    clumsy, careful = Client(), Client()
    for _ in range(6):
        answer = type_in(clumsy, "nq-1", "sai-mat-khau-roi", **OFFICE)
    assert "Sai quá nhiều lần" in answer.content.decode()
    type_in(careful, "nq-2", PASSWORD, **OFFICE)
    assert is_in(careful)


def test_a_hundred_officials_of_one_address_come_in_within_a_minute():
    official_account("nq-1", "Lê Văn Gõ")
    for _ in range(100):
        client = Client()
        type_in(client, "nq-1", PASSWORD, **OFFICE)
        assert is_in(client)


def test_right_passwords_between_wrong_ones_win_no_further_tries():
    official_account("nq-1", "Lê Văn Gõ")
    for _ in range(5):
        client = Client()
        type_in(client, "nq-1", "sai-mat-khau-roi", **OFFICE)
        type_in(Client(), "nq-1", PASSWORD, **OFFICE)
    type_in(client, "nq-1", PASSWORD, **OFFICE)
    assert not is_in(client)


def test_a_guesser_with_many_addresses_is_stopped_but_not_the_owners_own_browser():
    official_account("nq-1", "Lê Văn Gõ")
    own = Client()
    type_in(own, "nq-1", PASSWORD, **OFFICE)
    own.post(reverse("account_logout"))
    for number in range(25):
        stopped = type_in(Client(), "nq-1", "doan-mo", REMOTE_ADDR=f"198.51.100.{number}")
    assert "Sai quá nhiều lần" in stopped.content.decode()
    stranger = Client()
    type_in(stranger, "nq-1", PASSWORD, REMOTE_ADDR="198.51.100.200")
    assert not is_in(stranger)
    type_in(own, "nq-1", PASSWORD, **OFFICE)
    assert is_in(own)


def test_one_password_tried_on_everybody_is_stopped_at_the_address(settings, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "address", "10/5m/ip")
    for number in range(11):
        answer = type_in(Client(), f"ai-{number}", "mat-khau-chung", **OFFICE)
    assert "Sai quá nhiều lần" in answer.content.decode()


def test_a_forged_mark_of_a_known_browser_is_none(rf):
    request = rf.get("/staff/login/")
    request.COOKIES[throttle.COOKIE] = "WyJucS0xIl0:1abc:chu-ky-gia"
    assert throttle.names_known(request) == []
