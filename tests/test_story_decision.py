"""A decision: drafted, approved, checked, signed by the director, numbered, sealed, issued, received, recalled."""

import os

import pytest
from django.utils import timezone

from congvu.documents import operations
from congvu.documents.models import Document
from congvu.documents.tests.drafts import BASIS, BODY, deliver, open_sending
from congvu.signing import queries as signing
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROLES = ("officer", "head", "clerk", "leader")


@pytest.fixture
def sending(settings, tmp_path, transactional_db):
    settings.VAR = tmp_path
    return open_sending()


def _account(office, role):
    official = office.people[role].id
    return stories.account(official, f"o{official}")


def pressed(page, button, told, picture=""):
    """Open the document from the list, press the button of the next step."""
    page.goto("/desk/van-ban/")
    browsing.follow(page.get_by_role("link", name="Về việc thành lập Tổ công tác").first)
    if picture:
        page.wait_for_timeout(1200 if os.environ.get("CONGVU_PICTURES") else 0)
        browsing.picture(page, picture)
    page.get_by_role("button", name=button).first.click()
    page.get_by_text(told).first.wait_for()


def test_a_decision_from_draft_to_receipt_elsewhere_and_its_recall(live_server, sending):
    office, other = sending.office, sending.other
    people = {role: _account(office, role) for role in ROLES}
    receiver = _account(other, "clerk")
    with browsing.chromium() as browser:
        desks = {role: browsing.window(browser, live_server, browsing.DESK, one) for role, one in people.items()}
        there = browsing.window(browser, live_server, browsing.DESK, receiver)

        page = desks["officer"]
        page.goto("/desk/van-ban/di/soan/")
        browsing.follow(page.get_by_role("link", name="Quyết định QĐ", exact=True))
        page.fill("#trich_yeu", "Về việc thành lập Tổ công tác chuyển đổi số")
        page.select_option("#nguoi_ky", str(sending.power.pk))
        page.fill("#can_cu", BASIS)
        page.fill("#noi_dung", BODY)
        page.fill("#noi_nhan", "so nhan thu")
        page.evaluate("scrollTo(0, 0)")
        browsing.picture(page, "draft-form-1440")
        browsing.press(page, "Lưu, xem bản in")
        pressed(page, "Trình duyệt nội dung", "Đã trình người duyệt nội dung.", "draft-1440")
        pressed(desks["head"], "Duyệt nội dung", "Đã duyệt nội dung")
        pressed(desks["clerk"], "Thể thức đúng, chuyển ký", "đã chuyển người ký")
        pressed(desks["leader"], "Ký số", "Đã ký. Văn thư cấp số", "document-sign-1440")
        for button, told in (
            ("Cấp số, ngày", "Đã cấp số."),
            ("Ký số cơ quan, đóng dấu", "Đã đóng dấu."),
            ("Phát hành, gửi đi", "Đã phát hành."),
        ):
            pressed(desks["clerk"], button, told, "document-number-1440" if told == "Đã cấp số." else "")
        browsing.aside(deliver)

        document = browsing.aside(lambda: Document.objects.get(agency=office.agency))
        assert document.code == "01/QĐ-STD"
        report = browsing.aside(
            lambda: signing.verify(operations.current_paper(document, at=timezone.now()), at=timezone.now())
        )
        assert [one.kind for one in report.signatures if one.is_good] == ["personal", "agency"]

        arrival = browsing.aside(lambda: document.deliveries.get().arrival)
        there.goto(f"/desk/van-ban/den/{arrival.public_id}/")
        assert "01/QĐ-STD" in there.locator("main").inner_text()

        clerk = desks["clerk"]
        clerk.goto(f"/desk/van-ban/{document.public_id}/")
        assert "Đã đến" in clerk.locator("main").inner_text()
        browsing.picture(clerk, "document-issued-1440", whole=True)
        clerk.get_by_text("Thu hồi văn bản").click()
        clerk.fill("#ly-do-th", "Sai danh sách kèm theo")
        clerk.get_by_role("button", name="Thu hồi", exact=True).click()
        clerk.get_by_text("Đã thu hồi. Nơi nhận được báo ngay.").wait_for()
        assert "Đồng ý thu hồi" in clerk.locator("main").inner_text()
        there.reload()
        assert "Đã thu hồi" in there.locator("body").inner_text()

        clerk.goto("/desk/van-ban/di/so/")
        browsing.follow(clerk.get_by_role("link", name="Sổ đăng ký văn bản đi – Quyết định"))
        line = clerk.locator("table").inner_text()
        assert "01/QĐ-STD" in line
        assert "Thu hồi: Sai danh sách kèm theo" in line
        browsing.picture(clerk, "document-book-1440")
