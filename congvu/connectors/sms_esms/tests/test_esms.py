import pytest

from congvu.connectors.sms_esms import checks
from congvu.connectors.sms_esms.connector import EsmsChannel
from congvu.connectors.sms_esms.tests.test_contract import gateway
from congvu.notices.models import Letter
from congvu.notices.tests.contract import message, played


@pytest.fixture
def carrier(settings):
    with played(gateway()) as found:
        settings.SMS_URL, settings.SMS_KEY, settings.SMS_SECRET, settings.SMS_BRANDNAME = found.url, "k", "s", "TINH"
        yield found


@pytest.mark.parametrize(("accents", "said"), [(False, "Ho so H24 da co ket qua."), (True, "Hồ sơ H24 đã có kết quả.")])
def test_accents_cost_extra_and_are_off_unless_wanted(carrier, settings, accents, said):
    settings.SMS_ACCENTS = accents
    EsmsChannel().send(message("84912000001", text="Hồ sơ H24 đã có kết quả."))
    [(_path, body)] = carrier.asked
    assert (body["Content"], body["IsUnicode"]) == (said, int(accents))


def test_nothing_of_the_person_leaves_the_house(carrier):
    EsmsChannel().send(message("84912000001"))
    [(_path, body)] = carrier.asked
    known = {"ApiKey", "SecretKey", "Phone", "Content", "Brandname", "SmsType", "IsUnicode", "Sandbox", "RequestId"}
    assert set(body) == known


def states(found):
    return [(str(one.part), str(one.state)) for one in found]


def test_self_check_when_all_is_well(carrier):
    found = list(checks.check())
    good = [("settings", "good"), ("reach", "good")]
    assert states(found) == [*good, ("credentials", "warning")]
    assert "99.000 đồng" in found[-1].sentence


def test_self_check_names_what_is_missing(settings):
    settings.SMS_KEY = settings.SMS_BRANDNAME = ""
    [finding] = checks.check()
    assert finding.state == "off"
    assert "CONGVU_SMS_KEY, CONGVU_SMS_BRANDNAME" in finding.sentence


def test_self_check_tells_a_wrong_account_from_a_gateway_that_is_away(carrier, settings):
    settings.SMS_SECRET = "x"
    assert states(checks.check())[-1] == ("credentials", "broken")
    settings.SMS_URL = "http://127.0.0.1:9"
    assert states(checks.check())[-1] == ("reach", "broken")


def test_self_check_wants_tls_outside_the_demo(carrier, settings):
    settings.DEMO = False
    assert states(checks.check()) == [("settings", "broken")]


def test_the_sandbox_is_there_in_the_demo_alone(client, db, settings):
    address = "/thu-nghiem/esms/MainService.svc/json/GetBalance_json"
    body = {"ApiKey": settings.SMS_KEY, "SecretKey": settings.SMS_SECRET}
    assert client.post(address, body, content_type="application/json").json()["CodeResponse"] == "100"
    assert client.post(address, {"ApiKey": "x"}, content_type="application/json").json()["CodeResponse"] == "101"
    assert client.post(address, "[rubbish", content_type="application/json").json()["CodeResponse"] == "101"
    settings.DEMO = False
    assert client.post(address, body, content_type="application/json").status_code == 404
    assert not Letter.objects.exists()
