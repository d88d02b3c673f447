"""A leader on the way signs two hundred papers from the phone with one touch, in real Chromium with a real passkey."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives import serialization
from django.db import connection
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.tests.passkey import SoftPasskey
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.people.models import Role
from congvu.printing.operations import print_paper
from congvu.signing import operations as signing
from congvu.signing import queries
from congvu.signing.models import SignatureItem, SignatureRequest
from congvu.signing.tests.laid import drawer
from tests import browsing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
MANY = 200
PAPER = """#import "/nd30.typ": *
#show: paper.with(title: "Quyết định")
#national-header(parent: "Thành phố Hải Phòng", agency: "Ủy ban nhân dân phường Ngô Quyền",
  number: "Số: 15/QĐ-UBND", place: "Ngô Quyền", date: "2026-11-20")
#kind-title("Quyết định", subject: "Về việc giao nhiệm vụ")
Giao Phòng Văn hóa - Xã hội chủ trì, báo cáo kết quả trước ngày 30 tháng 11 năm 2026.
#grid(columns: (1fr, 1fr), recipients(("Như trên", "Lưu: VT")),
  signature-block(title: ("Chủ tịch",), name: "Đào Văn Lãnh Đạo"))
"""


@pytest.fixture
def leader(db, monkeypatch, settings, tmp_path):
    settings.VAR, settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = tmp_path, True
    now = timezone.now()
    agency = people.open_agency(
        code="H24.166",
        name="Ủy ban nhân dân phường Ngô Quyền",
        kind="commune",
        valid_from=now.date(),
        by=SYSTEM,
        at=now,
    )
    official = people.enrol(staff_code="NQ-01", full_name="Đào Văn Lãnh Đạo", by=SYSTEM, at=now)
    people.appoint(
        official_id=official.pk, agency_id=agency.pk, title="Chủ tịch", valid_from=now.date(), by=SYSTEM, at=now
    )
    people.grant_role(
        official_id=official.pk, role=Role.LEADER, agency_id=agency.pk, valid_from=now.date(), by=SYSTEM, at=now
    )
    signing.make_demo_keys(by=SYSTEM, at=now, official_ids=[official.pk])
    monkeypatch.setattr(drawer, "pdf", print_paper(source=PAPER, data={}, at=now))
    monkeypatch.setattr(drawer, "gone", {"test:7"})
    monkeypatch.setattr(drawer, "refused", set())
    return accounts.open_account(
        official_id=official.pk, username="chu-tich", password="mua-xuan-tren-song-cam", by=SYSTEM, at=now
    )


def _lay(leader):
    asked = signing.request_signatures(
        subjects=[f"test:{number}" for number in range(1, MANY + 1)], official_id=leader.official_id, by=SYSTEM,
        at=timezone.now(),
    )  # fmt: skip
    return asked.request


def _phone(browser, live_server, leader):
    """Open the phone with the leader's passkey in it."""
    page = browsing.window(browser, live_server, browsing.PHONE, leader)
    key = SoftPasskey(leader.pk)
    secret = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device = link.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    credential = {
        "credentialId": b64encode(key.id).decode(), "isResidentCredential": True, "rpId": "localhost", "signCount": 1,
        "privateKey": b64encode(secret).decode(), "userHandle": b64encode(b"1").decode(),
    }  # fmt: skip
    link.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": credential})
    return page, lambda present: link.send(
        "WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": present}
    )


def _work(request, upto=MANY):
    """Sign as the worker does, in a thread of its own: the browser's driver keeps a loop in this one."""

    def do():
        try:
            return sum(signing.sign_next(request_id=request.pk, at=timezone.now()) for _turn in range(upto))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(do).result()


@pytest.fixture
def localhost(live_server):
    """The server by its name: passkeys know no addresses of digits."""

    class Named:
        url = live_server.url.replace("127.0.0.1", "localhost")

    return Named()


def test_leader_signs_two_hundred_from_the_phone(localhost, leader):
    request = _lay(leader)
    with browsing.chromium() as browser:
        page, verified = _phone(browser, localhost, leader)
        page.goto("/desk/ky/")
        page.get_by_role("link", name="200 văn bản").click()
        browsing.picture(page, "approval-390")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.get_by_role("link", name="Công văn số 1/UBND-VX", exact=True).click()
        page.get_by_text("Khung xanh ở trang 1").wait_for()
        browsing.picture(page, "approval-paper-390", whole=True)
        page.goto(f"/desk/ky/{request.public_id}/")
        page.locator("input[name=bo]").nth(199).check(force=True)
        page.get_by_role("button", name="Bỏ các văn bản đã đánh dấu").click()
        page.get_by_text("Đã bỏ ra.").wait_for()
        verified(False)
        page.get_by_role("button", name="Ký 199 văn bản").click()
        page.get_by_text("Chưa xác nhận được bằng khóa truy cập.").wait_for()
        verified(True)
        page.get_by_role("button", name="Ký 199 văn bản").click()
        page.get_by_text("Đã ký 0/199 văn bản.").wait_for()
        _work(request, upto=60)
        page.get_by_text("Đã ký 59/199 văn bản.").wait_for()  # the seventh had been taken back
        browsing.picture(page, "approval-progress-390")
        _work(request)
        page.get_by_text("Đã ký 198/199 văn bản.").wait_for()
        page.get_by_role("heading", name="Kết quả ký").wait_for()
        assert "Văn bản đã được rút lại." in page.locator("#tien-do").inner_text()
        browsing.picture(page, "approval-done-390")
    request.refresh_from_db()
    assert request.state == SignatureRequest.State.FINISHED
    assert len(drawer.taken()) == 198
    assert request.items.get(position=200).state == SignatureItem.State.LEFT_OUT
    assert queries.signatures_of("test:5")[0].digest_before == request.items.get(position=5).digest
