"""Certified copies at the counter: written down, paid in cash, entered in the book, signed by hand, handed over."""

import io
import time

import pytest
from pypdf import PdfReader

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier
from congvu.payments.models import Receipt
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PERSON = {
    "identifier": "031192001234",
    "name": "Nguyễn Thị Hoa",
    "phone": "0912000001",
    "address": "Số 5 đường Thí Dụ, phường Ngô Quyền",
}
ORIGINAL = {
    "name": "Bằng tốt nghiệp đại học",
    "pages": 3,
    "copies": 2,
    "electronic": False,
    "issuer": "Trường Đại học Thí Dụ",
    "number": "TD 0012345",
    "foreign": "domestic",
}
FEE, WORDS = "10.000", "Mười nghìn đồng"
"""TT 226/2016/TT-BTC Đ.4: two pages at 2,000 and one at 1,000 đồng, two copies."""


def test_copies_are_certified_at_the_counter_for_cash(live_server, ward):
    with browsing.chromium() as browser:

        def desk(role):
            return browsing.window(browser, live_server, browsing.DESK, ward.staff[role])

        dossier = _write_down(desk("reception"))
        _take_cash(desk("cashier"), dossier)
        officer = desk("case_officer")
        _compare(officer, dossier)
        stories.sign(desk("leader"))
        stories.seal(desk("clerk"), dossier)
        stories.deliver()
        _hand_over(desk("return_desk"), dossier)
        _read_the_book(officer, dossier)
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED
    assert dossier.slips.filter(kind="result").count() == 0, "what was signed by hand has no file"


CARD = "031192001234|031234567|Nguyễn Thị Hoa|14051992|Nữ|Số 5 đường Thí Dụ, phường Ngô Quyền|01102021"
"""What a hand scanner types from the QR of an identity card."""
MOST_STROKES, MOST_SECONDS = 120, 60
STROKE = 0.18
"""Seconds a practised typist takes for a key, thinking included: 333 keys a minute."""


class Hand:
    """An officer's hands: counts the keys; what the scanner types is the scanner's."""

    def __init__(self, page):
        self.page, self.strokes = page, 0

    def type(self, text):
        self.page.keyboard.type(text)
        self.strokes += len(text)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def scan(self, text):
        self.page.keyboard.type(text + "\n")


def test_three_papers_are_taken_in_within_a_minute_by_keyboard_alone(live_server, ward):
    """Two certifications for one person at one visit: the second is shown to be the person's second."""
    with browsing.chromium() as browser:
        page = browsing.window(browser, live_server, browsing.DESK, ward.staff["reception"])
        page.goto("/desk/nhap-ho-so/")
        _ready(page)
        hand, since = Hand(page), time.monotonic()
        hand.type("sao y ban chinh")
        hand.press("Enter")
        page.wait_for_url("**/2.000815/*")
        hand.scan(CARD)
        hand.type(PERSON["phone"])
        assert page.locator('[name="nguoi.name"]').input_value() == PERSON["name"]
        _to(hand, "document.name")
        hand.type(ORIGINAL["name"])
        hand.press("Tab")
        hand.type("3")
        hand.press("Alt+a")
        with page.expect_navigation():
            hand.press("Control+Enter")
        page.get_by_role("heading", name="Đã tiếp nhận 1 hồ sơ").wait_for()
        seconds = time.monotonic() - since
        first = Dossier.objects.get()
        assert hand.strokes <= MOST_STROKES, hand.strokes
        assert seconds + hand.strokes * STROKE < MOST_SECONDS, (seconds, hand.strokes)
        assert [paper.note[:21] for paper in first.papers.order_by("id")] == ["đã xem bản chính lúc ", "", ""]
        assert (first.owner.sex, first.owner.birth_date.year) == ("female", 1992)
        hand.press("t")
        page.wait_for_url("**/nhap-ho-so/?cung=*")
        _ready(page)
        hand.type("2.000815")
        hand.press("Enter")
        page.wait_for_url("**/2.000815/?cung=*")
        assert page.locator('[name="nguoi.identifier"]').input_value() == PERSON["identifier"]
        _to(hand, "document.name")
        hand.type("Học bạ")
        hand.press("Alt+a")
        with page.expect_navigation():
            hand.press("Control+Enter")
        assert first.code in page.get_by_role("alert").inner_text()
        with page.expect_navigation():
            hand.press("Control+Enter")
        page.get_by_role("heading", name="Đã tiếp nhận 2 hồ sơ").wait_for()
        said = _pdf(page, page.get_by_role("link", name="In giấy hẹn").get_attribute("href"))
        for dossier in Dossier.objects.all():
            assert dossier.code in said


def _ready(page):
    """Wait for the cursor in the box of the search: the browser moves there just after the page has come."""
    page.locator(":focus[name=q]").wait_for()


def _to(hand, name):
    """Press Tab until the cursor stands in a box."""
    for _n in range(12):
        if hand.page.evaluate("document.activeElement.name") == name:
            return
        hand.press("Tab")
    raise AssertionError(name)


def _write_down(page):
    """Reception finds the procedure as people call it, and is told what was forgotten before it is taken in."""
    page.goto("/desk/nhap-ho-so/")
    page.get_by_label("Tên hoặc mã thủ tục").fill("sao y ban chinh")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.locator('[name="nguoi.name"]').wait_for()
    for name, value in PERSON.items():
        page.locator(f'[name="nguoi.{name}"]').fill(value)
    browsing.fill(page, {"document": {**ORIGINAL, "name": ""}})
    page.get_by_role("button", name="Tiếp nhận, in giấy hẹn").click()
    assert "tên giấy tờ" in page.locator(".govuk-error-summary").inner_text().lower()
    browsing.fill(page, {"document": ORIGINAL})
    page.evaluate("scrollTo(0, 0)")
    browsing.press(page, "Tiếp nhận, in giấy hẹn")
    dossier = Dossier.objects.get()
    page.get_by_role("heading", name="Đã tiếp nhận 1 hồ sơ").wait_for()
    assert f"{FEE} đồng" in page.locator("main").inner_text()
    said = _pdf(page, page.get_by_role("link", name="In giấy hẹn").get_attribute("href"))
    assert "Số trang của bản chính: 3" in said, "the form of the receipt for certifications"
    browsing.picture(page, "counter-1440")
    return dossier


def _take_cash(page, dossier):
    """The cashier finds the charge by the dossier's code, takes a larger note, and prints the receipt."""
    page.goto("/desk/thu-phi/")
    page.get_by_label("Mã hồ sơ hoặc mã khoản thu").fill(dossier.code.lower())
    page.get_by_role("button", name="Tìm", exact=True).click()
    browsing.follow(page.get_by_role("link", name=dossier.code))
    page.locator("[name=nhan]").fill("20.000")
    browsing.picture(page, "cash-1440")
    page.get_by_role("button", name=f"Thu {FEE} đồng, lập biên lai").click()
    page.get_by_text("Đã thu tiền.").wait_for()
    receipt = Receipt.objects.get()
    said = _pdf(page, page.get_by_role("link", name=receipt.digits).get_attribute("href"))
    for part in (receipt.digits, PERSON["name"], FEE, WORDS, "Phí chứng thực bản sao từ bản chính"):
        assert part in said, said
    page.goto("/desk/thu-phi/")
    assert f"{FEE} đồng" in page.locator("main").inner_text(), "the cashier's day"
    assert page.get_by_role("link", name=dossier.code).count() == 0
    page.goto("/desk/thu-phi/so-quy/")
    assert receipt.digits in page.locator("main").inner_text()
    page.locator("[name=dem]").fill(FEE)
    browsing.picture(page, "cashbook-1440")


def _pdf(page, address):
    """Return the text of a PDF that the page links to."""
    answer = page.context.request.get(address)
    assert answer.status == 200
    reader = PdfReader(io.BytesIO(answer.body()))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def _compare(page, dossier):
    """The officer cannot enter the copy before saying that it was compared and the original given back."""
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    assert page.get_by_text("Đã nộp").count()
    page.keyboard.press("c")
    page.get_by_label("Đã kiểm tra bản chính").check(force=True)
    page.get_by_role("button", name="Đạt, ghi sổ và trình ký").click()
    assert "Đánh dấu" in page.get_by_role("alert").inner_text()
    page.get_by_label("Đã trả bản chính cho người yêu cầu").check(force=True)
    assert page.get_by_label("Đã kiểm tra bản chính").is_checked()
    browsing.picture(page, "compare-1440")
    browsing.press(page, "Đạt, ghi sổ và trình ký")
    page.get_by_text("Đã ghi sổ, chuyển lãnh đạo ký.").wait_for()
    dossier.refresh_from_db()
    assert dossier.result_number.startswith("1 quyển số 01/")


def _hand_over(page, dossier):
    page.goto("/desk/tra-ket-qua/")
    browsing.follow(page.get_by_role("link", name=dossier.code))
    assert page.get_by_label("Người nhận kết quả").input_value() == PERSON["name"]
    browsing.picture(page, "return-1440")
    said = _pdf(page, page.get_by_role("link", name="In giấy biên nhận").get_attribute("href"))
    assert "Tôi đã nhận đủ kết quả" in said
    page.get_by_role("button", name="Trả kết quả").click()
    page.get_by_text("Đã trả kết quả.").wait_for()


def _read_the_book(page, dossier):
    page.goto("/desk/so/")
    browsing.follow(page.get_by_role("link", name="Sổ chứng thực bản sao từ bản chính").first)
    said = page.locator("main").inner_text()
    for part in (PERSON["name"], ORIGINAL["name"], ORIGINAL["number"]):
        assert part in said
    browsing.picture(page, "book-1440")
