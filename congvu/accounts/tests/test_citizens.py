import pytest
from django.db import IntegrityError, transaction

from congvu.accounts import operations
from congvu.accounts.models import Account
from congvu.accounts.queries import actor_of
from congvu.accounts.tests.scene import AT, CHILD, COMPANY, HOA, citizen_account, identity
from congvu.audit import queries as audit
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Refusal
from congvu.people import operations as people
from congvu.people.models import Party

pytestmark = pytest.mark.django_db


def test_first_log_in_makes_party_and_account_without_password():
    account = citizen_account()
    assert (account.party.name, account.party.identifier) == ("Nguyễn Thị Hoa", "031192001234")
    assert account.party.verified_at == AT
    assert account.assurance == 2
    assert not account.has_usable_password()


def test_someone_entered_at_the_counter_is_the_same_party():
    at_counter = people.take_party(
        kind="person",
        identifier_kind="personal",
        identifier=HOA.number,
        name="NGUYỄN THỊ HOA",
        phone="0912345678",
        by=SYSTEM,
        at=AT,
    )
    account = citizen_account()
    assert account.party_id == at_counter.pk
    assert account.party.phone == "0912345678"
    assert [entry.action for entry in audit.entries(subject=f"account:{account.pk}")] == ["accounts.join"]


def test_second_log_in_keeps_account_and_takes_the_new_level():
    first = citizen_account(assurance=1)
    second = citizen_account(assurance=2)
    assert (second.pk, second.assurance) == (first.pk, 2)
    assert Party.objects.count() == 1


def test_organisation_acts_through_its_representative():
    account = citizen_account(subject="s-2", organisation=COMPANY)
    assert account.party.kind == "organisation"
    assert account.representative.name == "Nguyễn Thị Hoa"
    actor = actor_of(account, "10.0.0.1")
    assert (actor.key, actor.name) == (f"citizen:{account.party_id}", COMPANY.name)
    assert actor.title == "người đại diện: Nguyễn Thị Hoa"


def test_minor_keeps_the_guardian_named_by_vneid():
    account = citizen_account(CHILD, subject="s-3", assurance=1, guardian=HOA)
    assert account.guardian.identifier == HOA.number
    assert actor_of(account).name == "Lê Minh Anh"


def test_closed_account_does_not_get_in():
    account = citizen_account()
    operations.close_account(account_id=account.pk, reason="Lộ tài khoản", by=SYSTEM, at=AT)
    with pytest.raises(Refusal, match="khoá"):
        operations.enter_citizen(identity=identity(), by=SYSTEM, at=AT)


def test_citizen_can_have_no_password():
    account = citizen_account()
    account.set_password("mat-khau-cua-nguoi-dan")
    with pytest.raises(IntegrityError), transaction.atomic():
        account.save()
    with pytest.raises(Refusal, match="VNeID"):
        operations.reset_password(account_id=account.pk, password="mat-khau-cua-nguoi-dan", by=SYSTEM, at=AT)


def test_account_belongs_to_exactly_one():
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(username="ai-do", kind="citizen", password="!")
