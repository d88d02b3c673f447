"""A leader and a clerk sign with the USB token in the own PC: real Chromium, the local agent, SoftHSM2 as the token."""

import threading
from contextlib import contextmanager

import pytest
from congvu_agent.cards import Cards
from congvu_agent.door import Door
from congvu_agent.settings import Settings
from cryptography.hazmat.primitives import hashes
from django.utils import timezone

from congvu.documents.lifecycle import State
from congvu.documents.models import Document
from congvu.documents.tests.test_annexes import with_annex
from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing
from congvu.signing.models import Credential, SignatureRequest
from congvu.signing.tests import softhsm
from tests import browsing, stories
from tests.test_story_signing import _work, leader, localhost, sending  # noqa: F401  the same leader

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), softhsm.needed]


@contextmanager
def agent(settings, page, pins):
    """The agent on the leader's PC; ``pins`` is what he types, one after the other."""
    kept = Settings(module=softhsm.MODULE)
    code = kept.pair(page)
    door = Door(kept, Cards(softhsm.MODULE), lambda **_shown: pins.pop(0), port=0)
    threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    settings.SIGNING_AGENT_URL = f"http://127.0.0.1:{door.server_port}"
    try:
        yield code
    finally:
        door.shutdown()
        door.server_close()


@pytest.fixture
def laid(sending, leader):  # noqa: F811
    """Two decisions wait for the leader, whose certificate is in a token."""
    papers = [sending.brought("approve_format", subject=f"Về việc giao nhiệm vụ {number}") for number in (1, 2)]
    own = softhsm.token("hanh").certificates["rsa"]
    Credential.objects.filter(official_id=leader.official_id).update(
        driver="agent",
        certificate=softhsm.pem(own, softhsm.token("hanh").root),
        fingerprint=own.fingerprint(hashes.SHA256()).hex(),
        valid_from=own.not_valid_before_utc,
        valid_to=own.not_valid_after_utc,
    )
    return signing.request_signatures(
        subjects=[one.key for one in papers], official_id=leader.official_id, by=SYSTEM, at=timezone.now()
    ).request


def test_leader_signs_with_the_own_token(localhost, leader, laid, settings, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("CONGVU_AGENT_HOME", str(tmp_path / "agent"))
    address = f"/desk/ky/{laid.public_id}/"
    settings.SIGNING_AGENT_URL = "http://127.0.0.1:9"
    with browsing.chromium() as browser:
        page = browsing.window(browser, localhost, browsing.DESK, leader)
        page.goto(address)
        page.locator("[data-say]", has_text="Không thấy chương trình ký trên máy này.").wait_for()
        plain = browsing.window(browser, localhost, browsing.PHONE, leader, java_script_enabled=False)
        plain.goto(address)
        assert "tắt JavaScript nên không nói chuyện được với USB Token" in plain.locator("noscript").inner_text()
        with agent(settings, localhost.url, ["000000", softhsm.PIN]) as code:
            page.goto(address)
            page.locator("[data-say]", has_text="chưa ghép với trình duyệt này").wait_for()
            page.get_by_label("Mã ghép").fill(code)
            page.get_by_role("button", name="Ghép máy này").click()
            page.locator("[data-say]", has_text="Đã thấy USB Token của ông (bà).").wait_for()
            browsing.picture(page, "token-ready-1440", whole=True)
            page.get_by_role("button", name="Ký 2 văn bản bằng USB Token").click()
            page.locator("[data-say]", has_text="Mã PIN không đúng.").wait_for()
            page.get_by_role("button", name="Ký 2 văn bản bằng USB Token").click()
            page.get_by_text("Đã ký 0/2 văn bản.").wait_for()
            _work(laid)
            page.get_by_text("Đã ký 2/2 văn bản.").wait_for()
    laid.refresh_from_db()
    assert laid.state == SignatureRequest.State.FINISHED
    assert set(Document.objects.values_list("state", flat=True)) == {State.SIGNED}


def test_clerk_seals_a_document_and_its_annex_with_the_own_token(localhost, sending, settings, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("CONGVU_AGENT_HOME", str(tmp_path / "agent"))
    clerk = stories.account(sending.office.people["clerk"].id, "van-thu")
    document = with_annex(sending, "number")
    softhsm.hold(Credential.objects.filter(agency=sending.office.agency))
    with browsing.chromium() as browser, agent(settings, localhost.url, [softhsm.PIN]) as code:
        page = browsing.window(browser, localhost, browsing.DESK, clerk)
        page.goto(f"/desk/van-ban/{document.public_id}/")
        page.get_by_role("button", name="Ký số cơ quan, đóng dấu").click()
        page.get_by_label("Mã ghép").fill(code)
        page.get_by_role("button", name="Ghép máy này").click()
        page.locator("[data-say]", has_text="Đã thấy USB Token").wait_for()
        browsing.count(page.get_by_text("ký cùng văn bản trên"), 1)
        assert page.get_by_role("checkbox").count() == 1, "an annex is not left out by itself"
        browsing.picture(page, "token-seal-1440", whole=True)
        page.get_by_role("button", name="Ký 2 văn bản bằng USB Token").click()
        page.get_by_text("Đã ký 0/2 văn bản.").wait_for()
        _work(browsing.aside(SignatureRequest.objects.get))
        page.get_by_text("Đã ký 2/2 văn bản.").wait_for()
        browsing.follow(page.get_by_role("link", name="Trở lại Quyết định 01/QĐ-STD"))
        page.get_by_role("button", name="Phát hành, gửi đi").click()
        page.get_by_text("Đã phát hành.").first.wait_for()
