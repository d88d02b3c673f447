"""The agent over HTTP, with a SoftHSM2 token: who is let in, what is signed, what is told."""

import base64
import hashlib
import sys
import threading

import pytest
import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from congvu.signing.tests import softhsm
from congvu_agent import starting
from congvu_agent.__main__ import main
from congvu_agent.asking import told
from congvu_agent.cards import Cards, CardTrouble
from congvu_agent.door import Door
from congvu_agent.settings import Settings, SettingsWrong, origin_of

pytestmark = softhsm.needed
PAGE = "https://congvu.haiphong.gov.vn"
TEXT = b"cong van"
DIGEST = hashlib.sha256(TEXT).hexdigest()


class Person:
    """Who sits at the PC."""

    def __init__(self):
        self.pin, self.asked = softhsm.PIN, []

    def __call__(self, **shown):
        self.asked.append(shown)
        return self.pin


@pytest.fixture
def person():
    return Person()


@pytest.fixture
def door(tmp_path, monkeypatch, person):
    monkeypatch.setenv("CONGVU_AGENT_HOME", str(tmp_path / "agent"))
    softhsm.token("hanh")
    settings = Settings(module=softhsm.MODULE)
    code = settings.pair(PAGE)
    found = Door(settings, Cards(softhsm.MODULE), person, port=0)
    threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    found.code = code
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def ask(door):
    def call(method, path, *, origin=PAGE, code=None, host=None, json=None, **more):
        headers = {"Origin": origin, "Authorization": f"Bearer {door.code if code is None else code}"}
        headers |= {"Host": host} if host else {}
        given = {key: value for key, value in headers.items() if value}
        address = f"http://127.0.0.1:{door.server_port}{path}"
        return requests.request(method, address, headers={**given, **more.pop("headers", {})}, json=json, timeout=20)

    return call


def fingerprint(kind):
    return softhsm.token("hanh").certificates[kind].fingerprint(hashes.SHA256()).hex()


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_digest_goes_in_and_the_tokens_signature_comes_out(ask, person, kind):
    listed = {one["fingerprint"]: one for one in ask("GET", "/certificates").json()["certificates"]}
    assert listed[fingerprint(kind)]["token"] == "hanh"
    papers = [{"label": "Công văn số 1", "digest": DIGEST}, {"label": "Công văn số 2", "digest": DIGEST}]
    answer = ask("POST", "/sign", json={"certificate": fingerprint(kind), "papers": papers})
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    first, second = map(base64.b64decode, answer.json()["signatures"])
    key = softhsm.token("hanh").certificates[kind].public_key()
    if kind == "rsa":
        assert first == second
        key.verify(first, TEXT, padding.PKCS1v15(), hashes.SHA256())
    else:
        key.verify(second, TEXT, ec.ECDSA(hashes.SHA256()))
    assert person.asked == [{"origin": PAGE, "labels": ["Công văn số 1", "Công văn số 2"], "token": "hanh"}]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"origin": "https://evil.vn"}, "origin"),
        ({"origin": ""}, "origin"),
        ({"origin": PAGE + ":444"}, "origin"),
        ({"origin": PAGE.replace("https", "http")}, "origin"),
        ({"host": "evil.vn:14741"}, "host"),  # a name of theirs made to point at this PC
        ({"code": "sai"}, "pair"),
        ({"code": ""}, "pair"),
    ],
)
def test_who_was_not_paired_is_told_nothing(ask, person, given, error):
    for method, path in (("GET", "/"), ("GET", "/certificates"), ("POST", "/sign")):
        answer = ask(method, path, json={} if method == "POST" else None, **given)
        assert (answer.status_code, answer.json()["error"]) == (401 if error == "pair" else 403, error)
        if error != "pair":
            assert "Access-Control-Allow-Origin" not in answer.headers
    assert person.asked == []


def test_browsers_question_before_is_answered_to_paired_pages_alone(ask):
    private = {"Access-Control-Request-Private-Network": "true", "Access-Control-Request-Method": "POST"}
    answer = ask("OPTIONS", "/sign", code="", headers=private)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Private-Network"]) == (204, "true")
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert ask("OPTIONS", "/sign", code="", origin="https://evil.vn").status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"certificate": "x", "papers": []},
        {"certificate": "x", "papers": [{"label": "x", "digest": "zz"}]},
        {"certificate": "x", "papers": [{"label": "x", "digest": DIGEST}] * 502},
        {"certificate": "x", "papers": "x"},
        [],
    ],
)
def test_what_is_no_request_is_refused(ask, person, asked):
    assert ask("POST", "/sign", json=asked).json()["error"] == "form"
    assert ask("POST", "/khac", json=asked).json()["error"] == "unknown"
    assert person.asked == []


def test_wrong_pin_no_pin_and_a_certificate_that_is_not_there_are_told(ask, person):
    asked = {"certificate": fingerprint("ec"), "papers": [{"label": "x", "digest": DIGEST}]}
    person.pin = "000000"
    answer = ask("POST", "/sign", json=asked)
    assert (answer.status_code, answer.json()["error"]) == (409, "pin")
    assert "tự khóa" in answer.json()["words"]
    person.pin = None
    assert ask("POST", "/sign", json=asked).json()["error"] == "declined"
    assert ask("POST", "/sign", json={**asked, "certificate": "0" * 64}).json()["error"] == "no_certificate"
    assert len(person.asked) == 2  # nobody is asked for the PIN of what is not there


def test_two_requests_do_not_ask_at_once(ask, door):
    asked = {"certificate": fingerprint("ec"), "papers": [{"label": "x", "digest": DIGEST}]}
    with door.signing:
        assert ask("POST", "/sign", json=asked).json()["error"] == "busy"


def test_token_pulled_out_in_between_gives_what_it_signed(monkeypatch):
    import pkcs11.exceptions

    from congvu_agent import cards

    softhsm.token("hanh")
    real, made = cards._signed, []

    def once(key, digest):
        if made:
            raise pkcs11.exceptions.DeviceRemoved
        made.append(real(key, digest))
        return made[0]

    monkeypatch.setattr(cards, "_signed", once)
    found = Cards(softhsm.MODULE)
    signatures, words = found.sign(found.find(fingerprint("ec")), [bytes.fromhex(DIGEST)] * 3, pin=softhsm.PIN)
    assert [bool(one) for one in signatures] == [True, False, False]
    assert "cắm lại" in words


def test_pages_are_paired_and_forgotten_by_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CONGVU_AGENT_HOME", str(tmp_path / "agent"))
    assert main(["pair", f"{PAGE}:443/desk/"]) == 0
    code = next(line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("  "))
    kept = Settings.read()
    assert kept.may_ask(PAGE, code)
    assert not kept.may_ask(PAGE, code[:-1])
    assert not kept.may_ask("https://evil.vn", code)
    file = tmp_path / "agent" / "settings.json"
    assert code.replace("-", "") not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert main(["forget", PAGE]) == 0
    assert not Settings.read().may_ask(PAGE, code)
    assert main(["module", "/khong/co.so"]) == 1
    assert main(["module", softhsm.MODULE]) == 0
    capsys.readouterr()
    softhsm.token("hanh")
    assert main(["list"]) == 0
    assert fingerprint("rsa") in capsys.readouterr().out


@pytest.mark.parametrize("address", ["http://congvu.vn", "congvu.vn", "file:///x", "https://", "javascript:x"])
def test_only_safe_addresses_are_paired(address):
    with pytest.raises(SettingsWrong):
        origin_of(address)


def test_person_reads_what_is_signed():
    words = told(PAGE, [f"Công văn số {number}" for number in range(1, 201)], "hanh")
    assert "xin ký 200 nội dung" in words
    assert "12. Công văn số 12" in words
    assert "và 188 nội dung nữa" in words


def test_without_a_library_it_is_said():
    with pytest.raises(CardTrouble, match="PKCS#11"):
        Cards("").held()


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_it_starts_at_log_in_and_no_more(tmp_path, monkeypatch, capsys, platform):
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("CONGVU_AGENT_HOME", str(tmp_path / "agent"))
    assert main(["start"]) == 0
    file = starting.place()
    assert (file.suffix == ".cmd") == (platform == "win32")
    assert f'"{sys.executable}" -m congvu_agent run' in file.read_text()
    assert str(file) in capsys.readouterr().out
    assert main(["stop"]) == 0
    assert not file.exists()
    assert main(["stop"]) == 0
    assert "chưa đặt" in capsys.readouterr().out
