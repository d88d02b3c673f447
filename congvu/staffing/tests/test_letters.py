"""Links that set a password go out in the letter and stand nowhere else."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts import queries
from congvu.accounts.models import Account
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.notices import operations as notices
from congvu.notices.models import Delivery, Notice
from congvu.people import operations as people
from congvu.staffing.tests.scene import Town

pytestmark = pytest.mark.django_db
NEW = "nang-moi-tren-ben-binh"


@pytest.fixture
def town():
    cache.clear()
    return Town()


@pytest.fixture
def official(town):
    one = town.ward.hire("nq-van-thu", "Hoàng Thị Ngọc", "Văn thư")
    more = {"full_name": one.full_name, "email": "ngoc@vi-du.vn", "phone": ""}
    return people.mend_official(official_id=one.id, **more, by=SYSTEM, at=timezone.now())


def told():
    """Deliver what was announced and return the newest notice."""
    while outbox.deliver_due(limit=20):
        pass
    return Notice.objects.latest("id")


def carry(notice):
    notices.send(delivery_id=Delivery.objects.get(notice_id=notice.pk).pk, at=timezone.now())


def test_the_letter_holds_the_link_and_what_is_kept_does_not(client, town, official):
    made = accounts.invite(official_id=official.id, by=town.admin, at=timezone.now())
    link, notice = queries.invitation_path(made), told()
    token = link.rstrip("/").rsplit("/", 1)[-1]
    kept = [str(row) for model in (Notice, Delivery) for row in model.objects.values()]
    assert notice.template == "account_join"
    assert not [row for row in kept if token in row or link in row]
    carry(notice)
    [letter] = mail.outbox
    assert letter.to == ["ngoc@vi-du.vn"]
    assert link in letter.body
    client.post(link, {"password1": NEW, "password2": NEW})
    assert Account.objects.get(official=official).check_password(NEW)


def test_a_letter_late_on_its_way_carries_no_void_link(town, official):
    first = accounts.invite(official_id=official.id, by=town.admin, at=timezone.now())
    notice = told()
    second = accounts.invite(official_id=official.id, by=town.admin, at=timezone.now())
    carry(notice)
    assert "/staff/loi-moi/" not in mail.outbox[0].body
    carry(told())
    assert queries.invitation_path(second) in mail.outbox[1].body
    assert queries.invitation_path(first) not in mail.outbox[1].body


def test_a_link_withdrawn_before_its_letter_is_not_sent_at_all(town, official):
    accounts.invite(official_id=official.id, by=town.admin, at=timezone.now())
    accounts.invite(official_id=official.id, by=town.admin, at=timezone.now())
    told()
    assert Notice.objects.filter(template="account_join").count() == 1


def test_who_changed_the_way_in_is_told_to_its_owner(town, official):
    made = accounts.invite(official_id=official.id, by=town.admin, at=timezone.now())
    accounts.close_account(account_id=made.account_id, reason="Nghỉ việc", by=town.admin, at=timezone.now())
    notice = told()
    assert (notice.template, notice.official_id) == ("account_closed", official.id)
    assert "Lưu Đình Long" in notice.body_vi
    accounts.reopen_account(account_id=made.account_id, reason="Nhầm", by=town.admin, at=timezone.now())
    assert told().template == "account_reopened"
