"""The contract of a channel, against the sandbox, Zalo's published answers and, if named, a real account."""

import os

import pytest
from django.utils import timezone

from congvu.connectors.zalo_zns import connector
from congvu.connectors.zalo_zns.connector import ZaloChannel
from congvu.connectors.zalo_zns.models import Pass
from congvu.connectors.zalo_zns.urls import PLACE
from congvu.notices.tests.contract import *  # noqa: F403  its tests become ours
from congvu.notices.tests.contract import Line, in_mailbox, played

CARRIERS = ["sandbox", "published", "account"]


def zalo():
    """Zalo by its published answers: keys change at each renewal, a refresh token serves once."""
    refresh, access = ["r0"], []

    def answer(path, headers, body):
        if path.endswith("/v4/oa/access_token"):
            if headers.get("secret_key") != "s" or body.get("refresh_token") != refresh[-1]:
                return 200, {"error_name": "Invalid refresh token.", "error": -14014}
            refresh.append(f"r{len(refresh)}")
            access.append(f"a{len(refresh)}")
            return 200, {"access_token": access[-1], "refresh_token": refresh[-1], "expires_in": "90000"}
        if not access or headers.get("access_token") != access[-1]:
            return 200, {"error": -124, "message": "Access token invalid"}
        if path.endswith("/template/info/v2"):
            return 200, {"error": 0, "message": "Success", "data": {"templateId": 7, "status": "PENDING_REVIEW"}}
        if body["phone"].endswith("9999"):
            return 502, "Bad Gateway"
        if body["phone"].endswith("0000"):
            return 200, {"error": -118, "message": "Zalo account not existed"}
        sent = {"msg_id": "96d6f2a1c5e4", "sent_time": "1763600000000", "quota": {"dailyQuota": "500"}}
        return 200, {"error": 0, "message": "Success", "data": sent}

    return answer


def _set(settings, **given):
    for name, value in given.items():
        setattr(settings, f"ZALO_{name}", value)


def spoil():
    """Zalo no longer knows the key, as after its day is over."""
    Pass.objects.update(access=connector.locked_up("old"))


@pytest.fixture(params=CARRIERS)
def line(request, settings, transactional_db):
    if request.param == "account":
        if not os.environ.get("CONGVU_CONTRACT_ZALO_URL"):
            pytest.skip("no test account is named")
        names = ("URL", "OAUTH_URL", "APP_ID", "SECRET", "REFRESH_TOKEN", "TEMPLATE", "CODE_TEMPLATE")
        _set(settings, **{name: os.environ[f"CONGVU_CONTRACT_ZALO_{name}"] for name in names})
        connector.renew(at=timezone.now())
        yield Line(ZaloChannel(), os.environ["CONGVU_CONTRACT_ZALO_PHONE"])
    elif request.param == "sandbox":
        place = f"{request.getfixturevalue('live_server').url}/{PLACE}"
        _set(settings, URL=place, OAUTH_URL=place)
        connector.renew(at=timezone.now())
        yield Line(ZaloChannel(), "84912000001", "84912000000", "84912009999", spoil, in_mailbox("chat"))
    else:
        with played(zalo()) as carrier:
            _set(settings, URL=carrier.url, OAUTH_URL=carrier.url, SECRET="s", REFRESH_TOKEN="r0", TEMPLATE="7")
            connector.renew(at=timezone.now())

            def taken():
                sent = {body["tracking_id"]: body for path, body in carrier.asked if path == "/message/template"}
                return [f"{body['phone']} {' '.join(body['template_data'].values())}" for body in sent.values()]

            yield Line(ZaloChannel(), "84912000001", "84912000000", "84912009999", spoil, taken)
