"""A partner's program files by API over HTTP, and hears of every state by signed messages though its server was down.

The partner's code is written from docs/api.md alone: it knows nothing of ours.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from django.utils import timezone

from congvu.dossiers.models import Dossier
from congvu.exchange import operations as exchange
from congvu.exchange import queries
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.sites.portal.tests import scenes
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WHOLE_LIFE = [2, 4, 9, 10]
"""National states after filing: accepted, in work, done, returned."""


class PartnerServer:
    """The partner's own server: believes only what is signed and fresh, and counts each message once."""

    def __init__(self):
        self.secret, self.port, self.server = b"", 0, None
        self.told, self.doubted = {}, []

    def start(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(204 if outer.hear(self.headers, body) else 400)
                self.end_headers()

            def log_message(self, *args):
                pass

        ThreadingHTTPServer.allow_reuse_address = True
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def use(self, text):
        self.secret = base64.b64decode(text.removeprefix("whsec_"))

    def hear(self, headers, body):
        number, moment = headers["webhook-id"], headers["webhook-timestamp"]
        signed = f"{number}.{moment}.".encode() + body
        proof = base64.b64encode(hmac.new(self.secret, signed, hashlib.sha256).digest()).decode()
        fresh = abs(time.time() - int(moment)) < 300
        if not (fresh and hmac.compare_digest(headers["webhook-signature"], f"v1,{proof}")):
            self.doubted.append(body)
            return False
        self.told.setdefault(number, json.loads(body))
        return True

    def states(self, code):
        """Return the states of a dossier in the order in which they were heard of."""
        return [one["data"]["status_code"] for one in self.told.values() if one["data"]["code"] == code]


@pytest.fixture
def partner():
    server = PartnerServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def chief(ward):
    """The province's administrator."""
    now = timezone.now()
    one = people.enrol(staff_code="quan-tri", full_name="Trần Thị Quản Trị", by=SYSTEM, at=now)
    people.grant_role(
        official_id=one.pk, role="province_admin", agency_id=ward.agency.pk, valid_from=scenes.SINCE, by=SYSTEM, at=now
    )
    return stories.account(one.pk, "quan-tri")


def test_a_partner_files_by_api_and_hears_everything_though_it_was_down(live_server, settings, ward, chief, partner):
    settings.PUBLIC_URL = live_server.url
    with browsing.chromium() as browser:
        page = browsing.window(browser, live_server, browsing.DESK, chief)
        key = _take_on(page, partner)
        api = _Api(live_server.url, key)
        first, second = _file(api, "a"), _file(api, "b")
        _accept(ward, first)
        _send()
        begun = partner.states(first)
        assert begun == WHOLE_LIFE[: len(begun)] != []
        partner.stop()
        _work(ward, first)
        _send()
        _accept(ward, second)
        _work(ward, second)
        assert (partner.states(first), partner.states(second)) == (begun, [])
        _see_it_wait(page)
        partner.start()
        _send(later=120)
    assert [partner.states(code) for code in (first, second)] == [WHOLE_LIFE, WHOLE_LIFE]
    assert partner.doubted == []
    assert api.get(f"/dossiers/{first}").json()["status_code"] == 10
    _doubts_what_is_not_signed(partner)


class _Api:
    """The partner's program."""

    def __init__(self, server, key):
        self.base, self.session = f"{server}/api/v1", requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"

    def get(self, path):
        return self.session.get(self.base + path, timeout=20)

    def post(self, path, body, idempotency):
        return self.session.post(self.base + path, json=body, headers={"Idempotency-Key": idempotency}, timeout=30)


def _take_on(page, partner):
    """The administrator enters the partner, makes its key and tells where it listens; both secrets are shown once."""
    for name, address in (("control", ""), ("officials", "can-bo/"), ("fees", "le-phi/1.001612/")):
        browsing.picture(stories.opened(page, f"/control/{address}"), f"{name}-1440")
    page.goto("/control/doi-tac/")
    page.get_by_label("Mã (chữ không dấu").fill("buu-dien")
    page.get_by_label("Tên đối tác").fill("Bưu điện Thí Dụ")
    page.get_by_role("button", name="Thêm đối tác").click()
    page.get_by_label("Dùng cho máy, phần mềm nào").fill("Máy chủ nhận hồ sơ")
    for box in page.locator("[name=scope]").all():
        box.check(force=True)
    page.get_by_role("button", name="Cấp khoá", exact=True).click()
    key = page.get_by_role("alert").locator("code").inner_text()
    page.get_by_label("Thêm địa chỉ").fill(f"http://127.0.0.1:{partner.port}/nghe")
    page.get_by_role("button", name="Thêm địa chỉ").click()
    partner.use(page.get_by_role("alert").locator("code").inner_text())
    browsing.follow(page.get_by_role("link", name="Đã chép xong"))
    assert key not in page.content()
    return key


def _file(api, number):
    """File the sample with a file sent before; a repeated call changes nothing."""
    sample = api.get("/procedures/1.001193/sample").json()
    sent = {"file": ("giay-chung-sinh.pdf", scenes.PDF, "application/pdf")}
    held = api.session.post(f"{api.base}/files", files=sent, timeout=20).json()
    assert held["sha256"] == hashlib.sha256(scenes.PDF).hexdigest()
    sample["papers"] = [{"code": "birth_note", "file": held["id"]}]
    answers = [api.post("/dossiers", sample, f"lan-{number}") for _each in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    assert answers[0].json()["code"] == answers[1].json()["code"]
    assert answers[0].json()["status_code"] == 1
    return answers[0].json()["code"]


def _accept(ward, code):
    ward.does("reception", "accept", Dossier.objects.get(code=code))


def _work(ward, code):
    """The officials take the dossier to its end."""
    dossier = Dossier.objects.get(code=code)
    ward.does("case_officer", "register_result", dossier, extra={"child_identifier": f"03132600{dossier.pk:04}"})
    ward.does("leader", "sign_result", dossier)
    ward.does("clerk", "seal_result", dossier)
    stories.deliver()


def _send(later=0):
    """Do what outbox and worker do, now or some seconds later."""
    stories.deliver()
    at = timezone.now() + dt.timedelta(seconds=later)
    for door in queries.due(at=at):
        while exchange.send_next(subscription_id=door, at=at):
            pass


def _see_it_wait(page):
    page.reload()
    said = page.locator("main").inner_text()
    assert "thử lại lúc" in said
    browsing.picture(page, "partner-1440")


def _doubts_what_is_not_signed(partner):
    heard = len(partner.told)
    body = json.dumps({"data": {"code": "H24.1", "status_code": 10}})
    false = {"webhook-id": "x", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}
    assert (
        requests.post(f"http://127.0.0.1:{partner.port}/nghe", data=body, headers=false, timeout=5).status_code == 400
    )
    assert len(partner.told) == heard
