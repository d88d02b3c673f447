"""A passkey in real Chromium, under the policy that every page carries."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from congvu.accounts.tests.scene import PASSWORD, official_account

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]


@pytest.fixture
def page(monkeypatch):
    sync_api = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_api.sync_playwright() as playwright:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield browser.new_page()
        browser.close()


def _give_authenticator(page):
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    link.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_passkey_is_enrolled_and_replaces_the_password(live_server, page, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    official_account()
    broken = []
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    base = live_server.url.replace("127.0.0.1", "localhost")
    _give_authenticator(page)
    page.goto(base + reverse("account_login"))
    page.fill("[name=login]", "nq-hotich")
    page.fill("[name=password]", PASSWORD)
    page.click("text=Tiếp tục")
    page.goto(base + reverse("mfa_index"))
    page.click("text=Đăng ký khoá truy cập")
    page.fill("[name=name]", "Máy ở cơ quan")
    page.click("#mfa_webauthn_add")
    page.wait_for_selector("text=Mã dự phòng")
    page.context.clear_cookies()
    page.goto(base + reverse("account_login"))
    page.click("#passkey_login")
    page.wait_for_url("**/desk/**")
    page.goto(base + reverse("account_change_password"))
    assert "Đổi mật khẩu" in page.inner_text("h1")
    assert broken == []
