"""Accounts opened by invitation, reset, locked: by whom, and what happens to what is open."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from congvu.accounts import operations, queries
from congvu.accounts.events import AccessChanged, Invited
from congvu.accounts.models import Account, Invitation
from congvu.accounts.tests.scene import AT, PASSWORD
from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.models import Outbox
from congvu.people import operations as people
from congvu.people.models import Role
from congvu.people.tests.conftest import actor, found

pytestmark = pytest.mark.django_db
NEW = "nang-moi-tren-ben-binh"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def ward():
    return found("H24.166", "phường Ngô Quyền")


@pytest.fixture
def admin(ward):
    return actor(ward.hire("nq-quantri", "Lưu Đình Long", "Chuyên viên", Role.AGENCY_ADMIN))


@pytest.fixture
def clerk(ward):
    official = ward.hire("NQ-VanThu", "Hoàng Thị Ngọc", "Văn thư", Role.CLERK)
    return people.mend_official(
        official_id=official.id, full_name=official.full_name, email="ngoc@vi-du.vn", phone="", by=SYSTEM, at=AT
    )


@pytest.fixture
def inside(clerk):
    """The clerk's account and a browser that is logged in."""
    account = operations.open_account(official_id=clerk.id, username="nq-vanthu", password=PASSWORD, by=SYSTEM, at=AT)
    client = Client()
    client.force_login(Account.objects.get(pk=account.pk))
    return account, client


def is_in(client):
    return client.get(reverse("entrance")).url != reverse("account_login")


def test_invited_official_sets_a_password_once(client, admin, clerk):
    from django.utils import timezone

    made = operations.invite(official_id=clerk.id, by=admin, at=timezone.now())
    account = Account.objects.get(official=clerk)
    assert (account.username, account.has_usable_password()) == ("nq-vanthu", False)
    address = queries.invitation_path(made)
    assert "Hoàng Thị Ngọc" in client.get(address).content.decode()
    assert client.get(address)["Referrer-Policy"] == "no-referrer"
    differing = client.post(address, {"password1": NEW, "password2": NEW + "x"})
    assert (differing.status_code, "không giống nhau" in differing.content.decode()) == (422, True)
    assert client.post(address, {"password1": "123", "password2": "123"}).status_code == 422
    assert client.post(address, {"password1": NEW, "password2": NEW}).url == reverse("account_login")
    account.refresh_from_db()
    assert account.check_password(NEW)
    again = client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    assert again.status_code == 410
    assert "đã được dùng" in again.content.decode()
    account.refresh_from_db()
    assert account.check_password(NEW)


def test_what_is_announced_and_logged_holds_no_link(admin, clerk):
    with_listener = operations.invite(official_id=clerk.id, by=admin, at=AT)
    told = Outbox.objects.filter(event__endswith="Invited")
    token = queries.invitation_path(with_listener).rstrip("/").rsplit("/", 1)[-1]
    assert not [row for row in told if token in str(row.payload)]
    assert [entry.action for entry in Entry.objects.order_by("-id")[:2]] == ["accounts.invite", "accounts.open"]
    assert Invited.__dataclass_fields__.keys() == {"invitation_id", "at"}
    assert AccessChanged.__dataclass_fields__.keys() == {"account_id", "what", "by", "at"}


def test_a_newer_link_voids_the_older_and_time_voids_both(client, admin, clerk):
    first = operations.invite(official_id=clerk.id, by=admin, at=AT)
    second = operations.invite(official_id=clerk.id, by=admin, at=AT)
    first.refresh_from_db()
    assert "mới hơn" in queries.invitation_state(first, at=AT)
    assert queries.invitation_state(second, at=AT + dt.timedelta(hours=71)) == ""
    assert "72 giờ" in queries.invitation_state(second, at=AT + dt.timedelta(hours=72))
    token = queries.invitation_path(second).rstrip("/").rsplit("/", 1)[-1]
    with pytest.raises(Refusal, match="72 giờ"):
        operations.accept_invitation(token=token, password=NEW, at=AT + dt.timedelta(hours=73))


@pytest.mark.parametrize("token", ["1", "1:gia", "x:y:z", "0"])
def test_a_made_up_link_opens_nothing(client, token):
    assert client.get(reverse("invitation", args=[token])).status_code == 410


def test_nobody_without_address_is_invited(admin, ward):
    silent = ward.hire("nq-9", "Không Thư", "Công chức")
    with pytest.raises(Refusal, match="thư điện tử"):
        operations.invite(official_id=silent.id, by=admin, at=AT)
    assert not Account.objects.filter(official=silent).exists()


def test_a_locked_accounts_sessions_end_and_stay_ended(admin, inside):
    account, client = inside
    assert is_in(client)
    operations.close_account(account_id=account.pk, reason="Nghỉ việc", by=admin, at=AT)
    assert not is_in(client)
    operations.reopen_account(account_id=account.pk, reason="Nhầm", by=admin, at=AT)
    assert not is_in(client)


def test_an_old_session_does_not_come_back_with_the_lock_undone_unseen(admin, inside):
    account, client = inside
    operations.close_account(account_id=account.pk, reason="Nghỉ việc", by=admin, at=AT)
    operations.reopen_account(account_id=account.pk, reason="Nhầm", by=admin, at=AT)
    assert not is_in(client)


def test_a_lock_needs_its_reason(admin, inside):
    with pytest.raises(Refusal, match="lý do"):
        operations.close_account(account_id=inside[0].pk, reason=" ", by=admin, at=AT)


def test_reset_takes_password_and_sessions_and_leaves_a_link(admin, inside):
    account, client = inside
    made = operations.send_reset(account_id=account.pk, by=admin, at=AT)
    account.refresh_from_db()
    assert (made.purpose, account.has_usable_password(), is_in(client)) == ("reset", False, False)


def test_a_lost_phone_ends_the_sessions_that_it_opened(admin, inside):
    account, client = inside
    operations.reset_second_factor(account_id=account.pk, by=admin, at=AT)
    assert not is_in(client)


def test_a_lock_voids_a_link_on_its_way(admin, clerk):
    made = operations.invite(official_id=clerk.id, by=admin, at=AT)
    operations.close_account(account_id=made.account_id, reason="Nhầm người", by=admin, at=AT)
    assert Invitation.objects.get(pk=made.pk).withdrawn_at == AT
    with pytest.raises(Refusal, match="khóa"):
        operations.invite(official_id=clerk.id, by=admin, at=AT)


@pytest.mark.parametrize("deed", ["close_account", "reopen_account", "reset_second_factor", "send_reset", "invite"])
@pytest.mark.parametrize("who", ["neighbour", "colleague", "oneself"])
def test_others_may_not(deed, who, ward, inside, clerk):
    account = inside[0]
    by = {
        "neighbour": lambda: found("H24.182", "Thủy Nguyên").hire("tn", "Quản Trị Xa", "x", Role.AGENCY_ADMIN),
        "colleague": lambda: ward.hire("nq-7", "Đồng Nghiệp", "x", Role.LEADER),
        "oneself": lambda: clerk,
    }[who]()
    more = {"reason": "Thử"} if deed in {"close_account", "reopen_account"} else {}
    target = {"official_id": clerk.id} if deed == "invite" else {"account_id": account.pk}
    with pytest.raises(NotAllowed):
        getattr(operations, deed)(**target, **more, by=actor(by), at=AT)


def test_an_agencys_administrator_does_not_reach_the_provinces_through_its_password(admin, ward):
    chief = ward.hire("nq-tinh", "Trùm Tỉnh", "Chuyên viên", Role.PROVINCE_ADMIN)
    account = operations.open_account(official_id=chief.id, username="tinh", password=PASSWORD, by=SYSTEM, at=AT)
    for deed in (operations.send_reset, operations.reset_second_factor):
        with pytest.raises(NotAllowed, match="toàn tỉnh"):
            deed(account_id=account.pk, by=admin, at=AT)
