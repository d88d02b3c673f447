from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from congvu.accounts import operations
from congvu.accounts.queries import actor_of, code_now
from congvu.accounts.tests.scene import AT, PASSWORD, official_account
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_factors(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


def _demo_account():
    account = official_account()
    account.is_demo = True
    account.save()
    operations.open_demo_account(
        official_id=account.official_id, username="x", password_hash="", by=SYSTEM, at=timezone.now()
    )
    return account


def _log_in(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "nq-hotich", "password": password})


def test_password_alone_leads_to_enrolment(client):
    official_account()
    assert _log_in(client).url == "/desk/"
    answer = client.get(reverse("account_change_password"))
    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))
    page = client.get(reverse("mfa_index"))
    assert "Cán bộ phải có lớp bảo vệ thứ hai" in page.content.decode()


def test_password_and_code_get_in(client):
    account = _demo_account()
    answer = _log_in(client)
    assert answer.url == reverse("mfa_authenticate")
    assert client.get(reverse("account_change_password")).status_code == 302
    assert "Mã xác thực" in client.get(answer.url).content.decode()
    done = client.post(answer.url, {"code": code_now(account, at=timezone.now())})
    assert done.url == "/desk/"
    assert client.get(reverse("account_change_password")).status_code == 200


def test_code_is_used_once(client):
    account = _demo_account()
    code = code_now(account, at=timezone.now())
    _log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.logout()
    _log_in(client)
    again = client.post(reverse("mfa_authenticate"), {"code": code})
    assert "Mã xác thực không đúng hoặc đã dùng" in again.content.decode()


def test_code_of_another_hour_is_refused_until_the_clock_is_right(client):
    """The machine's clock was set back by an hour; the telephone's was not."""
    account = _demo_account()
    _log_in(client)
    told = client.post(reverse("mfa_authenticate"), {"code": code_now(account, at=timezone.now() + timedelta(hours=1))})
    assert "Mã xác thực không đúng hoặc đã dùng" in told.content.decode()
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_now(account, at=timezone.now())})
    assert "_auth_user_id" in client.session


@pytest.mark.django_db(transaction=True)
def test_enrolling_an_authenticator_opens_the_desk(client):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    official_account()
    _log_in(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("account_change_password")).status_code == 200


def test_session_of_a_password_alone_ends_when_a_factor_is_enrolled_elsewhere(client):
    account = official_account()
    _log_in(client)
    account.is_demo = True
    account.save()
    operations.open_demo_account(
        official_id=account.official_id, username="x", password_hash="", by=SYSTEM, at=timezone.now()
    )
    for name in ("account_change_password", "mfa_index", "mfa_activate_totp"):
        answer = client.get(reverse(name))
        assert answer.url.startswith(reverse("account_login")), name
    assert "_auth_user_id" not in client.session


def test_last_second_factor_stays(client):
    account = _demo_account()
    _log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now(account, at=timezone.now())})
    answer = client.get(reverse("mfa_deactivate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    answer = client.post(answer.url, {"password": PASSWORD}, follow=True)
    assert "Không thể tắt" in answer.content.decode()


def test_secret_is_not_kept_in_clear(client):
    from allauth.mfa.models import Authenticator

    _demo_account()
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert kept.startswith("gAAAA")


def test_wrong_passwords_lock_the_door(client):
    official_account()
    for _ in range(5):
        _log_in(client, "sai-mat-khau-roi")
    assert "Sai quá nhiều lần" in _log_in(client).content.decode()
    assert "_auth_user_id" not in client.session


def test_wrong_password_is_said_in_words(client):
    official_account()
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in _log_in(client, "sai-mat-khau-roi").content.decode()


def test_demo_account_is_refused_outside_the_demo(client, settings):
    _demo_account()
    settings.DEMO = False
    assert _log_in(client).url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("demo_codes")).status_code == 404


def test_demo_codes_are_shown_in_the_demo(client, settings):
    account = _demo_account()
    settings.DEMO = True
    page = client.get(reverse("demo_codes")).content.decode()
    assert code_now(account, at=timezone.now()) in page
    assert "Phạm Văn Đức" in page


def test_demo_codes_take_as_many_queries_for_one_as_for_three(client, django_assert_num_queries):
    for number in range(3):
        account = official_account(f"nq-{number}", "Phạm Văn Đức")
        account.is_demo = True
        account.save()
        operations.open_demo_account(
            official_id=account.official_id, username="x", password_hash="", by=SYSTEM, at=timezone.now()
        )
        with django_assert_num_queries(2):
            client.get(reverse("demo_codes"))


def test_codes_of_real_people_are_never_shown():
    with pytest.raises(ValueError, match="invented"):
        code_now(official_account(), at=AT)


@pytest.mark.parametrize("path", ["/accounts/signup/", "/staff/signup/", "/staff/password/reset/", "/accounts/login/"])
def test_nobody_signs_up(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_set_password", "account_email"])
def test_sign_up_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_weak_password_is_refused():
    account = official_account()
    with pytest.raises(Refusal):
        operations.reset_password(account_id=account.pk, password="123456", by=SYSTEM, at=AT)


def test_account_is_opened_once_for_an_official():
    account = official_account()
    with pytest.raises(Refusal, match="đã có tài khoản"):
        operations.open_account(official_id=account.official_id, username="khac", password=PASSWORD, by=SYSTEM, at=AT)


def test_lost_phone_enrols_anew(client):
    account = _demo_account()
    operations.reset_second_factor(account_id=account.pk, by=SYSTEM, at=AT)
    assert _log_in(client).url == "/desk/"
    assert client.get(reverse("account_change_password")).url == reverse("mfa_index")


def test_actor_of_official_and_visitor():
    from django.contrib.auth.models import AnonymousUser

    account = official_account()
    assert actor_of(account).key == f"official:{account.official_id}"
    assert str(actor_of(AnonymousUser()).kind) == "visitor"


def test_pages_carry_no_inline_script(client):
    import re

    page = client.get(reverse("account_login")).content.decode()
    inline = [tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag and "application/json" not in tag]
    assert not inline
    assert "style=" not in page
