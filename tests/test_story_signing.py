"""A leader on the way signs two hundred documents from the phone with one touch, in Chromium with a real passkey."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives import serialization
from django.db import connection
from django.utils import timezone

from congvu.accounts.tests.passkey import SoftPasskey
from congvu.documents import operations
from congvu.documents.lifecycle import State
from congvu.documents.models import Document, DocumentFile, Holding
from congvu.documents.operations import papers
from congvu.documents.tests.drafts import open_sending
from congvu.files.models import FileUse
from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing
from congvu.signing import queries
from congvu.signing.models import SignatureItem, SignatureRequest
from tests import browsing, stories

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
MANY, FIRST = 200, 9
"""Decisions, and how many of them have a paper of their own beside the first."""
SUBJECT = "Về việc giao nhiệm vụ số"


@pytest.fixture
def sending(db, settings, tmp_path):
    settings.VAR, settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = tmp_path, True
    return open_sending()


@pytest.fixture
def leader(sending):
    return stories.account(sending.office.people["leader"].id, "giam-doc")


@pytest.fixture
def decisions(sending, leader):
    """Decisions that wait for the director: one drawn up and checked step by step, the others rows like it."""
    first = sending.brought("approve_format", subject=f"{SUBJECT} 1")
    file, hand = papers.main_file(first), first.holdings.get(task=Holding.Task.SIGN, done_at=None)
    kept = [field.attname for field in Document._meta.concrete_fields if field.name not in {"id", "public_id"}]
    same = {name: getattr(first, name) for name in kept}
    rows = Document.objects.bulk_create(
        Document(**{**same, "subject": f"{SUBJECT} {number}"}) for number in range(2, MANY + 1)
    )
    uses = FileUse.objects.bulk_create(
        FileUse(blob=file.use.blob, owner=row.key, name=file.use.name, label=file.use.label, at=file.use.at)
        for row in rows
    )
    DocumentFile.objects.bulk_create(
        DocumentFile(document=row, role=file.role, use=use, added_at=file.added_at)
        for row, use in zip(rows, uses, strict=True)
    )
    Holding.objects.bulk_create(
        Holding(
            document=row, agency_id=hand.agency_id, official_id=hand.official_id, task=hand.task,
            begun_at=hand.begun_at, sort_at=hand.sort_at,
        )
        for row in rows
    )  # fmt: skip
    version, at = first.versions.get(), sending.office.now
    for row in rows[:FIRST]:
        papers.keep_main(row, papers.ready_paper(row, version, at=at), by=SYSTEM, at=at)
    return [first, *rows]


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


def test_leader_signs_two_hundred_from_the_phone(localhost, leader, sending, decisions):
    with browsing.chromium() as browser:
        page, verified = _phone(browser, localhost, leader)
        page.goto("/desk/van-ban/?muc=sign")
        page.get_by_role("button", name="Ký tất cả đang chờ").click()
        page.get_by_role("link", name=f"Quyết định: {SUBJECT} 2", exact=True).wait_for()
        request = browsing.aside(lambda: SignatureRequest.objects.get())
        browsing.picture(page, "approval-390")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        browsing.follow(page.get_by_role("link", name=f"Quyết định: {SUBJECT} 2", exact=True))
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
        browsing.aside(lambda: _made_anew(sending, decisions[0]))
        _work(request, upto=60)
        page.get_by_text("Đã ký 59/199 văn bản.").wait_for()  # the first was laid out anew meanwhile
        browsing.picture(page, "approval-progress-390")
        _work(request)
        page.get_by_text("Đã ký 198/199 văn bản.").wait_for()
        page.get_by_role("heading", name="Kết quả ký").wait_for()
        assert "Văn bản đã được làm lại trong lúc ký" in page.locator("#tien-do").inner_text()
        browsing.picture(page, "approval-done-390")
    request.refresh_from_db()
    assert request.state == SignatureRequest.State.FINISHED
    assert request.items.get(position=200).state == SignatureItem.State.LEFT_OUT
    signed = Document.objects.filter(state=State.SIGNED)
    assert signed.count() == 198
    assert Document.objects.filter(state=State.SIGNING, pk__in=[decisions[0].pk, decisions[-1].pk]).count() == 2
    report = queries.verify(papers.read_main(decisions[4]), at=timezone.now())
    assert [one.kind for one in report.signatures if one.is_good] == ["personal"]
    assert queries.signatures_of(decisions[4].key)[0].digest_before == request.items.get(position=5).digest
    clerk = Holding.objects.filter(document=decisions[4], done_at=None).get()
    assert (clerk.task, clerk.role) == (Holding.Task.NUMBER, "clerk")


def _made_anew(sending, document):
    operations.change_signer(document_id=document.pk, power_id=sending.power.pk, **sending.office.by("clerk"))
