"""A log-in lasts until nobody has touched it for a while, at most a working day; signing asks for a young one."""

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from congvu.accounts import operations, queries, sessions
from congvu.accounts.tests.scene import official_account
from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Refusal
from congvu.people.models import Official

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def official(client):
    lan = Official.objects.create(staff_code="1", full_name="Trần Thị Lan", folded="", sort_key="")
    account = operations.open_account(
        official_id=lan.pk, username="lan", password="mua-xuan-tren-song-cam", by=SYSTEM, at=NOON
    )
    client.force_login(account)
    return account


def moved_back(client, **minutes):
    """Let the session have begun, or been seen, so many minutes earlier."""
    session = client.session
    for key, ago in minutes.items():
        session[key] = timezone.now().timestamp() - ago * 60
    session.save()


def is_in(client):
    return client.get("/desk/", follow=False).status_code == 200


def test_who_works_stays_in_and_who_left_the_desk_logs_in_again(client, official):
    assert is_in(client)
    moved_back(client, seen_at=50)
    assert is_in(client)
    moved_back(client, seen_at=61)
    answer = client.get("/desk/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/staff/login/?next=/desk/")
    assert "đã hết giờ" in answer.content.decode()
    assert not is_in(client)


def test_a_page_counts_as_a_sign_of_life(client, official):
    moved_back(client, seen_at=50)
    client.get("/desk/")
    assert timezone.now().timestamp() - client.session["seen_at"] < 60


def test_a_working_day_ends_whatever_one_does(client, official):
    moved_back(client, began_at=599, seen_at=1)
    assert is_in(client)
    moved_back(client, began_at=601, seen_at=1)
    assert not is_in(client)


def test_a_session_of_before_begins_now_and_a_clock_set_back_ends_none(client, official):
    session = client.session
    del session["began_at"], session["seen_at"]
    session.save()
    assert is_in(client)
    assert client.session["began_at"] > 0
    moved_back(client, began_at=-60, seen_at=-60)
    assert is_in(client)


def test_signing_asks_for_a_factor_shown_lately(official, rf):
    request = rf.get("/")
    request.user, request.session = official, {}
    sessions.begin(request, at=NOON)
    assert queries.is_young(request, at=NOON + dt.timedelta(minutes=119))
    later = NOON + dt.timedelta(minutes=121)
    assert not queries.is_young(request, at=later)
    request.session[sessions.PROOFS] = [{"method": "password", "at": (later - dt.timedelta(minutes=5)).timestamp()}]
    assert queries.is_young(request, at=later)
    assert queries.ask_again(request, back="/desk/cho-ky/").url == "/staff/reauth/?next=/desk/cho-ky/"


def test_nothing_of_who_logged_in_is_kept_by_the_browser(client, official):
    page = client.get("/desk/")
    assert page["Cache-Control"] == "private, no-store"
    assert client.post("/staff/logout/")["Clear-Site-Data"] == '"cache"'


def test_coming_in_and_failing_to_are_written_down(client, official):
    client.logout()
    typed = {"login": "lan", "password": "sai-mat-khau-roi"}
    client.post("/staff/login/", typed)
    client.post("/staff/login/", {**typed, "login": "mot-mat-khau-go-nham"})
    client.post("/staff/login/", {**typed, "password": "mua-xuan-tren-song-cam"})
    lines = Entry.objects.filter(action__in=["accounts.log_in", "accounts.fail_to_log_in"]).order_by("id")
    assert [(row.action, row.label) for row in lines] == [
        ("accounts.fail_to_log_in", "lan"),
        ("accounts.log_in", "Trần Thị Lan"),
    ]
    assert lines[1].data["ways"] == ["password"]


def logged_in(agent="Mozilla/5.0 (Windows NT 10.0) Chrome/140.0"):
    browser = Client(headers={"user-agent": agent})
    browser.post("/staff/login/", {"login": "lan", "password": "mua-xuan-tren-song-cam"})
    return browser


def test_one_sees_where_one_is_logged_in_and_ends_another_session_after_proving_oneself(official):
    here, lost = logged_in(), logged_in("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile")
    page = here.get("/vao/phien/").content.decode()
    assert "Chrome, Windows" in page
    assert "Chrome, Android" in page
    row = UserSession.objects.get(session_key=lost.session.session_key)
    moved_back(here, began_at=10, seen_at=1)
    session = here.session
    del session[sessions.PROOFS]
    session.save()
    assert here.post("/vao/phien/", {"phien": row.pk}).url == "/staff/reauth/?next=/vao/phien/"
    assert is_in(lost)
    here.post("/staff/reauth/?next=/vao/phien/", {"password": "mua-xuan-tren-song-cam"})
    here.post("/vao/phien/", {"phien": row.pk})
    assert not is_in(lost)
    assert is_in(here)
    assert Entry.objects.filter(action="accounts.end_sessions").count() == 1


def test_another_accounts_session_can_not_be_ended(official):
    duc = official_account()
    his = Client()
    his.post("/staff/login/", {"login": duc.username, "password": "mua-xuan-tren-song-cam"})
    row = UserSession.objects.get(session_key=his.session.session_key)
    logged_in().post("/vao/phien/", {"phien": row.pk})
    assert is_in(his)
    with pytest.raises(Refusal):
        operations.end_sessions(account_id=official.pk, rows=[row], by=SYSTEM, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_changed_second_factor_ends_the_other_sessions_and_not_this_one(official):
    here, other = logged_in(), logged_in()
    page = here.get("/staff/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    assert here.post("/staff/2fa/totp/activate/", {"code": code}).status_code == 302
    assert is_in(here)
    assert not is_in(other)


def test_a_refusal_is_written_down_with_the_person_and_a_strangers_miss_is_not(client, official, caplog):
    client.get("/control/", REMOTE_ADDR="203.0.113.9")
    (line,) = [row.getMessage() for row in caplog.records if row.name == "congvu.refused"]
    assert line == f"403 GET '/control/' by account:{official.pk} from 203.0.113.9"
    caplog.clear()
    Client().get("/khong-co/\nnao/")
    client.get("/khong-co/\nnao/")
    (line,) = [row.getMessage() for row in caplog.records if row.name == "congvu.refused"]
    assert "\n" not in line
