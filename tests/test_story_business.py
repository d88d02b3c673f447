"""A household business: filed from a phone, paid by VietQR though the bank tells late and twice, kept in the vault."""

import datetime as dt
import io
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from pypdf import PdfReader

from congvu.catalogue import operations as catalogue
from congvu.catalogue import queries as procedures
from congvu.connectors.payment_platform.sandbox import Platform, serve
from congvu.dossiers.lifecycle import State
from congvu.kit import vietqr
from congvu.kit.actors import SYSTEM
from congvu.payments import operations as payments
from congvu.payments.models import Charge, GatewayMessage, Receipt
from congvu.people import operations as people
from congvu.people.models import OrgUnit
from congvu.signing import queries as signing
from congvu.sites.portal.tests import scenes
from congvu.vault.models import Paper
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CODE, ACCOUNT = "1.001612", "0011001932418"
FEE, AMOUNT, WORDS = "50.000 đồng", 50_000, "Năm mươi nghìn đồng"
BUSINESS_CODE = "0100109106"


class SlowBank(Platform):
    """The payment platform on a bad day: it tells each result late, and twice."""

    def tell(self, body):
        super().tell(body)
        super().tell(body)


@pytest.fixture
def bank(live_server, settings):
    """The payment platform as a server of its own, which tells this server over HTTP."""
    platform = SlowBank(f"{live_server.url}/thanh-toan/nen-tang/ket-qua/", delay=2)
    server = serve(platform)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.PAYMENT_URL, settings.PUBLIC_URL = platform.address, live_server.url
    yield platform
    server.shutdown()


@pytest.fixture
def office(ward):
    """The ward with its Economic Division and its account; the province takes half the fee of whoever files online."""
    now = timezone.now()
    since = timezone.localdate(now) - dt.timedelta(days=1)
    people.open_unit(
        agency_id=ward.agency.pk, code="KT", name="Phòng Kinh tế", kind=OrgUnit.Kind.DIVISION,
        valid_from=dt.date(2026, 1, 1), by=SYSTEM, at=now,
    )  # fmt: skip
    payments.set_account(
        agency_id=ward.agency.pk, bank_bin="970436", bank_name="Ngân hàng Thí Dụ", number=ACCOUNT,
        holder="UBND PHUONG NGO QUYEN", valid_from=since, by=SYSTEM, at=now,
    )  # fmt: skip
    catalogue.set_fee(
        version=procedures.in_force(code=CODE, on=timezone.localdate(now)), code="registration",
        name="Lệ phí đăng ký hộ kinh doanh", amount=str(AMOUNT), channel="online", act="85/2019/TT-BTC",
        valid_from=since, by=SYSTEM, at=now - dt.timedelta(days=2),
    )  # fmt: skip
    return ward


def test_a_paid_registration_from_phone_to_vault(live_server, bank, office, tmp_path):
    with browsing.chromium() as browser:
        phone = browsing.window(browser, live_server, browsing.PHONE, scenes.citizen())

        def desk(role):
            return browsing.window(browser, live_server, browsing.DESK, office.staff[role])

        dossier = _file(phone, office)
        _pay(phone, bank, dossier, tmp_path)
        _work(desk, dossier)
        stories.sign(desk("leader"))
        stories.seal(desk("clerk"), dossier)
        stories.deliver()
        certificate = _certificate(phone, tmp_path)
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED
    paper = Paper.objects.get(kind="household_business_certificate")
    assert (paper.origin, paper.number) == (dossier.subject, dossier.result_number)
    assert signing.verify(certificate.read_bytes()).all_good
    assert BUSINESS_CODE in _text(certificate)


def _file(page, office):
    """What the review shows as the fee is what is asked for afterwards."""
    answers = procedures.sample(code=CODE, on=timezone.localdate())["answers"]
    answers["sectors"] = answers["sectors"][:1]
    page.goto(f"/thu-tuc/{CODE}/")
    assert FEE in page.locator("main").inner_text()
    page.goto(f"/nop-ho-so/{CODE}/")
    page.select_option("#agency", str(office.agency.pk))
    browsing.press(page, "Bắt đầu điền")
    stories.fill_pages(page, answers, pictured="sectors")
    if page.url.endswith("/giay-to/"):
        browsing.press(page, "Lưu và tiếp tục")
    if page.url.endswith("/nhan-ket-qua/"):
        page.get_by_label("Trực tuyến, bản điện tử").check(force=True)
        browsing.press(page, "Lưu và tiếp tục")
    assert FEE in page.locator("aside").inner_text()
    browsing.picture(page, "review-390", whole=True)
    dossier = stories.send_filing(page)
    page.get_by_role("heading", name=f"Cần nộp {FEE}").wait_for()
    return dossier


def _pay(page, bank, dossier, folder):
    """A forged result changes nothing; the true one comes late and twice, and counts once."""
    browsing.follow(page.get_by_role("link", name="Nộp phí, lệ phí"))
    browsing.picture(page, "pay-390", whole=True)
    said = vietqr.read(_scanned(page))
    reference = Charge.objects.get().reference
    assert (said["account"], said["amount"], said["purpose"]) == (ACCOUNT, str(AMOUNT), reference)
    own = page.url
    _at_the_bank(page, "Gửi tin giả mạo, không có tiền")
    _wait(lambda: [status for status, _body in bank.told] == [403, 403])
    page.goto(own)
    _at_the_bank(page, "Trả tiền, cổng báo trễ 10 giây")
    browsing.follow(page.get_by_role("link", name="Về trang hồ sơ"))
    page.get_by_role("heading", name=f"Cần nộp {FEE}").wait_for()  # the bank has not told yet
    _wait(lambda: [status for status, _body in bank.told] == [403, 403, 200, 200])
    stories.deliver()
    browsing.follow(page.get_by_role("link", name="Tôi đã chuyển tiền, kiểm tra lại"))
    page.get_by_role("heading", name=f"Đã nộp đủ {FEE}").wait_for()
    assert sorted(GatewayMessage.objects.values_list("outcome", flat=True)) == [
        "applied",
        "forged",
        "forged",
        "repeated",
    ]
    receipt = Receipt.objects.get()
    browsing.picture(page, "paid-390")
    said = _text(stories.kept(page, f"Biên lai số {receipt.digits}", folder, "bien-lai.pdf"))
    for part in (receipt.digits, "50.000", WORDS, dossier.code):
        assert part in said, said


def _scanned(page):
    """Return the text of the VietQR that the demo's bank is given."""
    address = page.get_by_role("link", name="mở ngân hàng thử nghiệm").get_attribute("href")
    return parse_qs(urlsplit(address).query)["ma"][0]


def _at_the_bank(page, way):
    browsing.follow(page.get_by_role("link", name="mở ngân hàng thử nghiệm"))
    assert "50.000 đồng" in page.locator("h1").inner_text()
    page.get_by_role("button", name=way, exact=True).click()
    page.get_by_role("heading", name="Xong").wait_for()


def _wait(holds):
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def _text(path):
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def _work(desk, dossier):
    """Reception, the division's officer and its head; a code that does not hold is refused."""
    address = f"/desk/ho-so/{dossier.public_id}/"
    page = stories.opened(desk("reception"), address)
    assert "Đã nộp" in page.locator("main").inner_text()
    page.keyboard.press("c")
    page.get_by_text("Đã tiếp nhận hồ sơ.").wait_for()
    page = stories.opened(desk("case_officer"), address)
    page.keyboard.press("c")
    page.get_by_label("Mã số hộ kinh doanh").fill("0100109107")
    page.get_by_role("button", name="Đạt, ghi sổ và trình ký").click()
    assert "Mã số hộ kinh doanh" in page.get_by_role("alert").inner_text()
    page.get_by_label("Mã số hộ kinh doanh").fill(BUSINESS_CODE)
    browsing.press(page, "Đạt, ghi sổ và trình ký")
    page = stories.opened(desk("unit_head"), address)
    browsing.picture(page, "review-step-1440")
    page.get_by_role("button", name="Xong, chuyển bước sau").click()
    page.get_by_text("Đã ghi nhận.").wait_for()


def _certificate(page, folder):
    """The certificate lies among the citizen's own papers, with the code that others scan."""
    page.goto("/giay-to-cua-toi/")
    browsing.follow(page.get_by_role("link", name="Giấy chứng nhận đăng ký hộ kinh doanh"))
    page.locator(".cv-qr svg").wait_for()
    browsing.picture(page, "paper-390", whole=True)
    return stories.kept(page, "Tải bản điện tử", folder, "chung-nhan.pdf")
