"""Roles in plain words, absences, and the way in of an official, on their pages."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.models import Account, Invitation
from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.people.models import Role
from congvu.sites.control.roles import MEANINGS
from congvu.sites.control.tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def clerk(ward):
    one = ward.hire("nq-1", "Hoàng Thị Ngọc", "clerk")
    more = {"full_name": one.full_name, "email": "ngoc@vi-du.vn", "phone": ""}
    return people.mend_official(official_id=one.id, **more, by=SYSTEM, at=timezone.now())


@pytest.fixture
def account(clerk):
    made = accounts.open_account(official_id=clerk.id, username="nq-1", password=PASSWORD, by=SYSTEM, at=timezone.now())
    return Account.objects.get(pk=made.pk)


def deed(official, name):
    return reverse("control:official_change", args=[official.id, name])


def page(client, official):
    return client.get(reverse("control:official", args=[official.id])).content.decode()


def test_every_role_is_explained_and_counts_who_holds_it(enter, ward, neighbour):
    assert set(MEANINGS) == set(Role)
    ward.hire("nq-1", "Lê Văn Gần", "clerk")
    neighbour.hire("tn-1", "Trần Văn Xa", "clerk")
    near, all_over = enter("agency_admin"), reverse("control:role", args=["clerk"])
    text = near.get(reverse("control:roles")).content.decode()
    assert all(str(words) in text for words in MEANINGS.values())
    assert "Lê Văn Gần" in near.get(all_over).content.decode()
    assert "Trần Văn Xa" not in near.get(all_over).content.decode()
    assert "Trần Văn Xa" in enter("auditor").get(all_over).content.decode()
    assert near.get(reverse("control:role", args=["vua"])).status_code == 404


def test_absences_in_reach_are_shown_with_their_stand_ins(enter, ward, neighbour):
    now = timezone.now()
    for office, code in ((ward, "nq"), (neighbour, "tn")):
        people.record_absence(
            official_id=office.hire(f"{code}-1", f"Vắng {code}").id,
            delegate_id=office.hire(f"{code}-2", f"Thay {code}").id,
            agency_id=office.agency.id,
            starts_at=now,
            ends_at=now + dt.timedelta(days=1),
            by=SYSTEM,
            at=now,
        )
    text = enter("agency_admin").get(reverse("control:absences")).content.decode()
    assert "Thay nq" in text
    assert "Thay tn" not in text
    assert "Thay tn" in enter("province_admin").get(reverse("control:absences")).content.decode()


def test_an_account_is_opened_by_a_letter(enter, clerk):
    client = enter("agency_admin")
    assert "Mở tài khoản, gửi liên kết" in page(client, clerk)
    client.post(deed(clerk, "moi"))
    made = Invitation.objects.get(account__official=clerk)
    assert (made.purpose, made.used_at) == ("join", None)
    assert "Gửi lại liên kết" in page(client, clerk)
    assert "/staff/loi-moi/" not in page(client, clerk), "the link is the official's alone"
    assert Entry.objects.get(action="accounts.invite").actor_key == f"official:{client.official.id}"


def test_nobody_without_address_gets_an_account(enter, ward):
    silent = ward.hire("nq-9", "Không Thư")
    answer = enter("agency_admin").post(deed(silent, "moi"))
    assert answer.status_code == 422
    assert "thư điện tử" in answer.content.decode()
    assert not Account.objects.filter(official=silent).exists()


def test_a_password_is_reset_by_a_letter(enter, clerk, account):
    client = enter("agency_admin")
    client.post(deed(clerk, "dat-lai-mat-khau"))
    account.refresh_from_db()
    assert not account.has_usable_password()
    assert Invitation.objects.get(account=account).purpose == "reset"


def test_a_lock_needs_its_reason_and_is_undone(enter, clerk, account):
    client = enter("agency_admin")
    refused = client.post(deed(clerk, "khoa"), {"reason": " "})
    assert (refused.status_code, "Lý do" in refused.content.decode()) == (422, True)
    client.post(deed(clerk, "khoa"), {"reason": "Nghỉ việc"})
    account.refresh_from_db()
    assert not account.is_active
    assert "đã khóa" in page(client, clerk)
    assert client.post(deed(clerk, "moi")).status_code == 422
    client.post(deed(clerk, "mo-khoa"), {"reason": "Nhầm người"})
    account.refresh_from_db()
    assert account.is_active


def test_what_is_not_there_to_reset_is_said(enter, clerk):
    client = enter("agency_admin")
    for name in ("dat-lai-mat-khau", "dat-lai-lop-hai", "bo-noi", "khoa", "mo-khoa"):
        answer = client.post(deed(clerk, name), {"reason": "Thử"})
        assert (answer.status_code, "chưa có tài khoản" in answer.content.decode()) == (422, True), name


DEEDS = ["moi", "dat-lai-mat-khau", "dat-lai-lop-hai", "bo-noi", "khoa", "mo-khoa"]


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("who", ["auditor", "neighbour", "oneself"])
def test_others_may_not(enter, ward, neighbour, clerk, account, who, name):
    client = enter("auditor") if who == "auditor" else enter("agency_admin", neighbour if who == "neighbour" else ward)
    target = client.official if who == "oneself" else clerk
    before = Account.objects.filter(official=target).values().get()
    assert client.post(deed(target, name), {"reason": "Thử"}).status_code == 403
    after = Account.objects.filter(official=target).values().get()
    assert after == before
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("name", DEEDS)
def test_who_reaches_further_is_not_an_agencys_to_govern(enter, ward, name):
    chief = ward.hire("nq-tinh", "Trùm Tỉnh", "province_admin")
    accounts.open_account(official_id=chief.id, username="tinh", password=PASSWORD, by=SYSTEM, at=timezone.now())
    assert enter("agency_admin").post(deed(chief, name), {"reason": "Thử"}).status_code == 403
    assert Account.objects.get(official=chief).check_password(PASSWORD)
    assert Account.objects.get(official=chief).is_active
