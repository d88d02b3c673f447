"""The contract of a channel, against the sandbox, the gateway's published answers and, if named, a real account."""

import os

import pytest

from congvu.connectors.sms_esms.connector import EsmsChannel
from congvu.connectors.sms_esms.urls import PLACE
from congvu.notices.tests.contract import *  # noqa: F403  its tests become ours
from congvu.notices.tests.contract import Line, in_mailbox, played

CARRIERS = ["sandbox", "published", "account"]


def gateway():
    """The gateway by its published answers; it knows one account and remembers what it has had."""
    had = []

    def answer(path, _headers, body):
        if (body.get("ApiKey"), body.get("SecretKey")) != ("k", "s"):
            return 200, {"CodeResult": "101", "ErrorMessage": "Authorize Failed"}
        if path.endswith("GetBalance_json"):
            return 200, {"Balance": 99000, "CodeResponse": "100", "UserID": 7}
        if body["Phone"].endswith("9999"):
            return 500, "Internal Server Error"
        if body["Phone"].endswith("0000"):
            return 200, {"CodeResult": "99", "ErrorMessage": "Phone not valid"}
        if body["RequestId"] in had:
            return 200, {"CodeResult": "124", "ErrorMessage": "RequestId da ton tai"}
        had.append(body["RequestId"])
        return 200, {"CodeResult": "100", "CountRegenerate": 0, "SMSID": "ebe101db-87cd-4285-b97b-6a7a90455ded30"}

    return answer


def _set(settings, **given):
    for name, value in given.items():
        setattr(settings, f"SMS_{name}", value)


@pytest.fixture(params=CARRIERS)
def line(request, settings, transactional_db):
    def spoil():
        settings.SMS_KEY = "x"

    if request.param == "account":
        if not os.environ.get("CONGVU_CONTRACT_SMS_URL"):
            pytest.skip("no test account is named")
        names = ("URL", "KEY", "SECRET", "BRANDNAME")
        _set(settings, **{name: os.environ[f"CONGVU_CONTRACT_SMS_{name}"] for name in names})
        yield Line(EsmsChannel(), os.environ["CONGVU_CONTRACT_SMS_PHONE"])
    elif request.param == "sandbox":
        _set(settings, URL=f"{request.getfixturevalue('live_server').url}/{PLACE}")
        yield Line(EsmsChannel(), "84912000001", "84912000000", "84912009999", spoil, in_mailbox("sms"))
    else:
        with played(gateway()) as carrier:
            _set(settings, URL=carrier.url, KEY="k", SECRET="s", BRANDNAME="TINH")

            def taken():
                sent = {body["RequestId"]: f"{body['Phone']} {body['Content']}" for _path, body in carrier.asked}
                return list(sent.values())

            yield Line(EsmsChannel(), "84912000001", "84912000000", "84912009999", spoil, taken)
