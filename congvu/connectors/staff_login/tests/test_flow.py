"""The whole way through a living provider: the officials' page, the sandbox, back to the desk."""

import copy
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from congvu.accounts import operations
from congvu.accounts.models import Account
from congvu.accounts.queries import code_now
from congvu.accounts.tests.scene import PASSWORD
from congvu.connectors.staff_login.checks import check
from congvu.kit.actors import SYSTEM
from congvu.kit.selfcheck import State
from congvu.people import operations as people
from congvu.people.models import Official

ROOT = Path(__file__).resolve().parents[4]
HOST = {"HTTP_HOST": f"localhost:{django_settings.PORT}"}
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="session")
def provider_url():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.staff_login_settings",
        "CONGVU_STAFF_OIDC_URL": f"http://localhost:{port}",
        "CONGVU_STAFF_DATABASE": f"congvu_staff_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}",
    }
    subprocess.run([sys.executable, "manage.py", "prepare_staff_sandbox"], cwd=ROOT, env=environment, check=True)
    granian = str(Path(sys.executable).with_name("granian"))
    command = [granian, "--interface", "wsgi", "--port", str(port), "config.wsgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        for _ in range(200):
            try:
                if requests.get(f"http://localhost:{port}/.well-known/openid-configuration", timeout=2).ok:
                    break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def provider(provider_url, settings):
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][1]["settings"]["server_url"] = provider_url
    settings.SOCIALACCOUNT_PROVIDERS, settings.STAFF_OIDC_URL = providers, provider_url
    settings.SECOND_FACTOR_REQUIRED = True
    return provider_url


def known(code, email="", *, account=True, demo=False):
    now = timezone.now()
    official = people.enrol(staff_code=code, full_name="Cán Bộ", email=email, by=SYSTEM, at=now)
    if demo:
        return operations.open_demo_account(official_id=official.id, username=code, password_hash="", by=SYSTEM, at=now)
    if account:
        return operations.open_account(official_id=official.id, username=code, password=PASSWORD, by=SYSTEM, at=now)
    return None


def log_in(client, persona):
    start = client.get(reverse("staff_oidc_login"), **HOST)
    browser = requests.Session()
    page = browser.get(start.url, timeout=10)
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|next)" value="([^"]*)"', page.text))
    fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
    answer = browser.post(page.url, {**fields, "persona": persona}, allow_redirects=False, timeout=10)
    while not answer.headers["Location"].startswith(f"http://{HOST['HTTP_HOST']}/"):
        onward = requests.compat.urljoin(answer.url, answer.headers["Location"])
        answer = browser.get(onward, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}", **HOST)


def works(client):
    return client.get(reverse("account_change_password")).status_code == 200


def test_two_factors_stated_there_are_not_asked_for_here(client, provider):
    account = known("NQ-HOTICH", demo=True)  # a second factor is enrolled here too
    assert log_in(client, "hotich").url == "/desk/"
    assert client.session["_auth_user_id"] == str(account.pk)
    assert works(client)
    assert SocialAccount.objects.get().extra_data == {}


def test_one_factor_alone_leads_to_ours(client, provider):
    account = known("nq-chutich", demo=True)
    answer = log_in(client, "chutich")
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(answer.url, {"code": code_now(account, at=timezone.now())})
    assert works(client)


def test_one_factor_alone_and_none_enrolled_leads_to_enrolment(client, provider):
    known("nq-chutich")
    log_in(client, "chutich")
    assert client.get(reverse("account_change_password")).url == reverse("mfa_index")


def test_verified_address_of_one_official_names_them(client, provider, settings):
    settings.STAFF_OIDC_ACR = ["urn:congvu:hai-lop"]
    account = known("nq-vanthu", "NQ-VanThu@congvu.example")
    log_in(client, "vanthu")
    assert client.session["_auth_user_id"] == str(account.pk)


def test_address_that_two_share_names_nobody(client, provider):
    known("nq-1", "nq-vanthu@congvu.example"), known("nq-2", "nq-vanthu@congvu.example")
    answer = log_in(client, "vanthu")
    assert answer.status_code == 403
    assert "duy nhất" in answer.content.decode()


def test_a_stranger_is_not_entered(client, provider):
    before = (Official.objects.count(), Account.objects.count())
    answer = log_in(client, "nguoi-la")
    assert answer.status_code == 403
    assert "chưa có cán bộ nào" in answer.content.decode()
    assert (Official.objects.count(), Account.objects.count()) == before
    assert not SocialAccount.objects.exists()


def test_an_official_without_account_is_told_to_ask_for_one(client, provider):
    known("nq-hotich", account=False)
    assert "mở tài khoản" in log_in(client, "hotich").content.decode()


def test_a_locked_account_stays_locked(client, provider):
    account = known("nq-hotich")
    operations.close_account(account_id=account.pk, reason="Nghỉ việc", by=SYSTEM, at=timezone.now())
    answer = log_in(client, "hotich")
    assert (answer.status_code, "bị khóa" in answer.content.decode()) == (403, True)


def test_an_identity_that_changes_its_staff_code_is_refused(client, provider):
    known("nq-hotich"), known("nq-khac")
    log_in(client, "hotich")
    client.logout()
    SocialAccount.objects.update(user_id=Account.objects.get(username="nq-khac").pk)
    assert log_in(client, "hotich").status_code == 403


def test_a_second_identity_for_one_account_is_refused_until_parted(client, provider):
    account = known("nq-hotich")
    SocialAccount.objects.create(provider="staff", uid="cu", user_id=account.pk)
    assert "bỏ nối" in log_in(client, "hotich").content.decode()
    operations.forget_identity(account_id=account.pk, by=SYSTEM, at=timezone.now())
    assert log_in(client, "hotich").url == "/desk/"


def test_expired_token_is_said_in_words(client, provider):
    known("nq-kinhte")
    answer = log_in(client, "muon")
    assert answer.status_code == 401
    assert "đã hết hạn" in answer.content.decode()
    assert "VNeID" not in answer.content.decode().split("<main")[1].split("</main")[0]


def test_an_answer_of_another_issuer_is_refused(client, provider, settings):
    known("nq-hotich")
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][1]["settings"]["server_url"] = provider.replace(
        "localhost", "127.0.0.1"
    )
    assert log_in(client, "hotich").status_code == 401


def test_stopping_leads_back_to_the_officials_page(client, provider):
    assert client.get(reverse("staff_oidc_callback"), {"error": "access_denied"}).url == reverse("account_login")


def test_the_button_is_there_only_when_it_is_switched_on(client, settings):
    settings.STAFF_OIDC_URL, settings.STAFF_OIDC_NAME = "https://sso.vi-du.vn", "Cổng cán bộ"
    assert "Đăng nhập bằng Cổng cán bộ" in client.get(reverse("account_login")).content.decode()
    settings.STAFF_OIDC_URL = ""
    assert reverse("staff_oidc_login") not in client.get(reverse("account_login")).content.decode()
    assert client.get(reverse("staff_oidc_login")).status_code == 503


def test_the_self_check_says_how_it_stands(provider, settings):
    assert {finding.state for finding in check()} == {State.GOOD}
    settings.STAFF_OIDC_SECRET = "sai"
    assert [finding.state for finding in check()][-1] == State.BROKEN
    settings.STAFF_OIDC_URL = "http://localhost:9"
    assert [finding.state for finding in check()][-1] == State.BROKEN
    settings.STAFF_OIDC_URL = ""
    assert [finding.state for finding in check()] == [State.OFF]
