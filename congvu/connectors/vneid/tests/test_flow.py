"""The whole way through a living provider: portal, sandbox, back to the portal."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings as django_settings
from django.urls import reverse

from congvu.accounts.models import Account
from congvu.accounts.queries import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOST = {"HTTP_HOST": f"localhost:{django_settings.PORT}"}


def _choose(address, persona):
    """Walk through the sandbox as a browser does; return where it sends the citizen."""
    browser = requests.Session()
    page = browser.get(address, timeout=10)
    assert page.ok, page.text
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|next)" value="([^"]*)"', page.text))
    fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
    answer = browser.post(page.url, {**fields, "persona": persona}, allow_redirects=False, timeout=10)
    while answer.is_redirect and not answer.headers["Location"].startswith(f"http://{HOST['HTTP_HOST']}/"):
        answer = browser.get(
            requests.compat.urljoin(answer.url, answer.headers["Location"]), allow_redirects=False, timeout=10
        )
    return answer.headers["Location"]


def _log_in(client, persona, following=""):
    start = client.get(reverse("vneid_login"), {"next": following} if following else {}, **HOST)
    assert start.status_code == 302
    back = urlsplit(_choose(start.url, persona))
    return client.get(f"{back.path}?{back.query}", **HOST)


def test_citizen_gets_in_and_goes_where_they_wanted(client, sandbox):
    answer = _log_in(client, "hoa", following="/thu-tuc/")
    assert (answer.status_code, answer.url) == (302, "/thu-tuc/")
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    assert (account.kind, account.assurance, actor_of(account).name) == ("citizen", 2, "Nguyễn Thị Hoa")


def test_second_time_is_the_same_account(client, sandbox):
    _log_in(client, "nam")
    client.post(reverse("citizen_logout"))
    assert "_auth_user_id" not in client.session
    _log_in(client, "nam")
    assert Account.objects.count() == 1
    assert Account.objects.get().assurance == 1


def test_organisation_and_minor_get_in(client, sandbox):
    _log_in(client, "song-cam")
    assert Account.objects.get().party.name == "Công ty TNHH Thương mại Sông Cấm"
    client.logout()
    _log_in(client, "anh")
    assert Account.objects.get(guardian__isnull=False).party.name == "Lê Minh Anh"


def test_nothing_of_the_claims_is_kept_twice(client, sandbox):
    from allauth.socialaccount.models import SocialAccount, SocialToken

    _log_in(client, "hoa")
    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()


def test_expired_token_is_refused_in_words(client, sandbox):
    answer = _log_in(client, "lan")
    assert answer.status_code == 401
    assert "đã hết hạn" in answer.content.decode()
    assert not Account.objects.exists()


def test_coming_back_twice_does_not_get_in_twice(client, sandbox):
    start = client.get(reverse("vneid_login"), **HOST)
    back = urlsplit(_choose(start.url, "hoa"))
    client.get(f"{back.path}?{back.query}", **HOST)
    client.logout()
    assert client.get(f"{back.path}?{back.query}", **HOST).status_code == 401


def test_anothers_answer_is_refused(client, sandbox):
    from django.test import Client

    thief = Client()
    start = thief.get(reverse("vneid_login"), **HOST)
    back = urlsplit(_choose(start.url, "minh"))
    assert client.get(f"{back.path}?{back.query}", **HOST).status_code == 401


def test_refusing_leads_back_to_the_portal(client, sandbox):
    start = client.get(reverse("vneid_login"), **HOST)
    state = parse_qs(urlsplit(start.url).query)["state"][0]
    answer = client.get(reverse("vneid_callback"), {"error": "access_denied", "state": state}, **HOST)
    assert answer.url == reverse("socialaccount_login_cancelled")
    assert client.get(answer.url).status_code == 200


def test_silent_vneid_is_said_in_words(client, settings, sandbox):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://localhost:9"
    answer = client.get(reverse("vneid_login"), **HOST)
    assert answer.status_code == 503
    assert "VNeID chưa trả lời" in answer.content.decode()


def test_foreign_target_is_not_followed(client, sandbox):
    assert _log_in(client, "hoa", following="https://ke-xau.vn/").url == "/"
