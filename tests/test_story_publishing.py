"""A procedure written, tried, approved and published by people who write no code, then filed by a citizen."""

import datetime as dt

import pytest
from django.utils import timezone

from congvu.catalogue.models import Draft, DraftState
from congvu.dossiers.tests import scenes as offices
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.sites.portal.tests import scenes
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CODE, NAME = "9.000001", "Cấp thẻ xe đạp công cộng"
BEGIN = {
    "code": CODE,
    "name": NAME,
    "field_name": "Giao thông",
    "field_code": "GT",
    "agency": "Ủy ban nhân dân cấp xã",
    "value": "2",
    "words": "02 ngày làm việc",
    "act": "12/2026/QĐ-UBND",
    "act_title": "Quyết định về xe đạp công cộng",
}


@pytest.fixture
def office(transactional_db, settings, tmp_path):
    """A ward with one procedure, and two administrators of the province."""
    settings.VAR = tmp_path
    scenes.places()
    folder = settings.ROOT / "congvu" / "procedures" / "marital_status"
    commune = offices.open_commune("H24.166", "Ủy ban nhân dân phường Ngô Quyền", folders=[folder])
    accounts = {}
    for name in ("Trần Thị Soạn", "Lê Văn Duyệt"):
        person = people.enrol(staff_code=name, full_name=name, by=SYSTEM, at=timezone.now())
        since = dt.date(2026, 1, 1)
        ways = {"official_id": person.pk, "agency_id": commune.agency.pk, "valid_from": since, "at": timezone.now()}
        people.grant_role(role="province_admin", by=SYSTEM, **ways)
        accounts[name] = stories.account(person.pk, f"quan-tri-{len(accounts)}")
    return accounts


def test_a_procedure_is_published_without_a_programmer_and_filed(live_server, office):
    with browsing.chromium() as browser:
        writer = browsing.window(browser, live_server, browsing.DESK, office["Trần Thị Soạn"])
        write(writer)
        try_it(writer)
        hand_in(writer)
        approve(browsing.window(browser, live_server, browsing.DESK, office["Lê Văn Duyệt"]))
        assert Draft.objects.get().state == DraftState.PUBLISHED
        citizen = scenes.citizen()
        file_it(browsing.window(browser, live_server, browsing.PHONE, citizen))


def write(page):
    """Begin, add a question and a fee, give a step more hours."""
    page.goto("/control/thu-tuc/soan/moi/")
    for name, words in BEGIN.items():
        page.fill(f"[name={name}]", words)
    page.get_by_role("button", name="Bắt đầu soạn").click()
    browsing.follow(page.get_by_role("link", name="Tờ khai", exact=True))
    browsing.follow(page.get_by_role("link", name="Nội dung đề nghị", exact=True).first)
    browsing.follow(page.get_by_role("link", name="Thêm câu hỏi").first)
    page.select_option("[name=type]", "choice")
    page.fill("[name=label]", "Loại xe")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.fill("[name=options]", "Xe thường\nXe điện")
    page.locator("#xem-truoc").get_by_text("Xe điện").wait_for()
    browsing.picture(page, "publish-question-1440")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_text("Đã lưu.").wait_for()
    base = page.url.partition("/phan/")[0]
    page.goto(f"{base}/phan/fees.0/")
    page.fill("[name=name]", "Lệ phí cấp thẻ")
    page.fill("[name=amount]", "20.000")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.goto(f"{base}/phan/steps/")
    page.fill("[name='2.hours']", "8")
    page.press("[name='2.hours']", "Tab")
    page.locator("#so-do").get_by_text("thời hạn 16 giờ").wait_for()
    browsing.picture(page, "publish-steps-1440")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.goto(f"{base}/")


def try_it(page):
    """Run it with the invented dossier."""
    browsing.follow(page.get_by_role("link", name="Chạy thử", exact=True))
    page.get_by_role("button", name="Chạy thử", exact=True).click()
    page.get_by_text("Đã chạy tới đích").wait_for()
    assert "Lệ phí cấp thẻ: 20.000 đồng" in page.locator("main").inner_text()
    browsing.picture(page, "publish-trial-1440")
    browsing.follow(page.get_by_role("link", name="Tiếp theo: trình duyệt"))


def hand_in(page):
    """Hand it in for today."""
    page.fill("[name=day]", timezone.localdate().isoformat())
    browsing.picture(page, "publish-draft-1440")
    page.get_by_role("button", name="Trình duyệt").click()
    page.get_by_text("Đã trình.").wait_for()
    assert page.get_by_role("button", name="Duyệt và ban hành").count() == 0


def approve(page):
    """A second administrator finds it, and approves."""
    page.goto("/control/thu-tuc/soan/")
    browsing.follow(page.get_by_role("link", name=NAME))
    page.get_by_role("button", name="Duyệt và ban hành").click()
    page.get_by_text("Đã ban hành.").wait_for()


def file_it(page):
    """A citizen finds the new procedure and files it."""
    page.goto(f"/thu-tuc/{CODE}/")
    assert "20.000 đồng" in page.locator("main").inner_text()
    page.goto(f"/nop-ho-so/{CODE}/")
    page.select_option("#agency", index=1)
    browsing.press(page, "Bắt đầu điền")
    home = {"country": "VN", "province": "31", "commune": "11329", "detail": "Số 1 đường Thí Dụ"}
    answers = {
        "requester": {"phone": "0912345678", "address": home},
        "request": {"content": "Xin cấp thẻ", "loai_xe": "xe_dien", "delivery": "online", "pledge": True},
    }
    stories.fill_pages(page, answers)
    dossier = stories.send_filing(page)
    assert dossier.version.procedure.code == CODE
    assert dossier.values["request"]["loai_xe"] == "xe_dien"
