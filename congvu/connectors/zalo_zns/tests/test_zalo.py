from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.connectors.zalo_zns import checks, connector
from congvu.connectors.zalo_zns.client import KeyInvalid
from congvu.connectors.zalo_zns.connector import ZaloChannel
from congvu.connectors.zalo_zns.models import Pass
from congvu.connectors.zalo_zns.tests.test_contract import spoil, zalo
from congvu.notices.hooks import NotSent
from congvu.notices.tests.contract import message, played


@pytest.fixture
def carrier(settings, db):
    with played(zalo()) as found:
        settings.ZALO_URL = settings.ZALO_OAUTH_URL = found.url
        settings.ZALO_SECRET, settings.ZALO_REFRESH_TOKEN, settings.ZALO_TEMPLATE = "s", "r0", "7"
        yield found


def renewals():
    return ProcrastinateJob.objects.filter(task_name="zalo_zns.renew", status="todo").count()


def test_keys_are_renewed_in_time_and_each_refresh_token_serves_once(carrier):
    now = timezone.now()
    assert connector.renew(at=now)
    assert not connector.renew(at=now + timedelta(hours=18))
    assert connector.renew(at=now + timedelta(hours=20))
    used = [body["refresh_token"] for path, body in carrier.asked if path == "/v4/oa/access_token"]
    assert used == ["r0", "r1"]


def test_keys_lie_encrypted(carrier):
    connector.renew(at=timezone.now())
    kept = Pass.objects.get()
    assert kept.refresh != "r1"
    assert connector.opened(kept.refresh) == "r1"


def test_a_key_that_zalo_no_longer_knows_is_renewed_by_one_job(carrier):
    connector.renew(at=timezone.now())
    spoil()
    for _worker in range(2):
        with pytest.raises(KeyInvalid):
            ZaloChannel().send(message("84912000001"))
    assert renewals() == 1
    assert connector.renew(at=timezone.now())
    assert ZaloChannel().send(message("84912000001"))


def test_without_a_template_for_codes_they_are_not_sent(carrier, settings):
    connector.renew(at=timezone.now())
    settings.ZALO_CODE_TEMPLATE = ""
    with pytest.raises(NotSent) as refusal:
        ZaloChannel().send(message("84912000001", secret="123456"))
    assert refusal.value.final


def test_self_check_says_that_the_template_is_not_let_through_yet(carrier):
    connector.renew(at=timezone.now())
    found = list(checks.check())
    assert [str(one.state) for one in found] == ["good", "good", "broken"]
    assert "PENDING_REVIEW" in found[-1].sentence


def test_self_check_keeps_why_zalo_gives_no_key(carrier, settings):
    settings.ZALO_REFRESH_TOKEN = "used"
    with pytest.raises(NotSent):
        connector.renew(at=timezone.now())
    last = list(checks.check())[-1]
    assert (str(last.part), str(last.state)) == ("credentials", "broken")
    assert "Invalid refresh token" in last.sentence


def test_self_check_names_what_is_missing(settings, db):
    settings.ZALO_TEMPLATE = ""
    [finding] = checks.check()
    assert (str(finding.state), "CONGVU_ZALO_TEMPLATE" in finding.sentence) == ("off", True)


def test_the_sandboxs_refresh_token_serves_once(client, db, settings):
    address, login = "/thu-nghiem/zalo/v4/oa/access_token", {"secret_key": settings.ZALO_SECRET}
    form = {"app_id": settings.ZALO_APP_ID, "grant_type": "refresh_token", "refresh_token": "sandbox"}
    first = client.post(address, form, headers=login).json()
    form["refresh_token"] = first["refresh_token"]
    assert "access_token" in client.post(address, form, headers=login).json()
    assert client.post(address, form, headers=login).json()["error"] == -14014
    settings.DEMO = False
    assert client.post(address, form, headers=login).status_code == 404
