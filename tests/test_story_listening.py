"""Listening and counting: a petition from a phone without scripts, answered in public; figures that open."""

import datetime as dt

import pytest
from django.utils import timezone

from congvu.feedback.models import Petition
from congvu.indicators import operations as indicators
from congvu.indicators import queries as figures
from congvu.indicators.tests.test_recount import NOW, live
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SAID = {
    "title": "Phải đến ba lần mới xong",
    "text": "Mỗi lần đến lại được báo thiếu một giấy khác.",
    "name": "Trần Văn Thử",
    "address": "12 đường Ví Dụ",
    "phone": "0912345678",
}


@pytest.fixture
def ward(transactional_db, settings, tmp_path):
    """A ward with three months of dossiers behind it, measured."""
    settings.VAR = tmp_path
    commune = live()
    for code in ("2026-09", "2026-10", "2026-11"):
        indicators.count_month(month=figures.parse(code), at=NOW)
    indicators.measure_period(period=figures.parse("2026-Q4"), at=NOW)
    roles = ("reception", "leader")
    return stories.Ward(commune, {role: stories.account(commune.officials[role].id, role) for role in roles})


def test_a_petition_is_answered_in_public_and_figures_open_what_they_count(live_server, ward):
    with browsing.chromium() as browser:
        phone = browsing.window(browser, live_server, browsing.PHONE, java_script_enabled=False)
        petition = _send(phone, ward)
        reception = browsing.window(browser, live_server, browsing.DESK, ward.staff["reception"])
        reception.goto(f"/desk/phan-anh/{petition.public_id}/")
        browsing.press(reception, "Tiếp nhận")
        leader = browsing.window(browser, live_server, browsing.DESK, ward.staff["leader"])
        _answer(leader, petition)
        _read(phone, petition)
        _look(leader)
        phone.goto("/thong-ke/?ky=2026-Q4")
        browsing.picture(phone, "statistics-390", whole=True)


def _send(page, ward):
    page.goto("/phan-anh/gui/")
    for name, words in SAID.items():
        page.locator(f"[name={name}]").fill(words)
    page.locator("[name=about][value=delay]").check(force=True)
    page.locator("select[name=agency]").select_option(str(ward.agency.pk))
    page.get_by_role("button", name="Gửi").last.click()
    petition = Petition.objects.latest("id")
    assert petition.title == SAID["title"]
    page.get_by_text("Chờ phân loại").first.wait_for()
    return petition


def _answer(page, petition):
    page.goto(f"/desk/phan-anh/{petition.public_id}/")
    page.get_by_label("Nội dung trả lời").fill("Đã xem lại: hướng dẫn chưa đủ. Nay in phiếu hướng dẫn ngay lần đầu.")
    page.get_by_label("Đúng, hoặc đúng một phần").check(force=True)
    browsing.picture(page, "petition-1440")
    browsing.press(page, "Trả lời người gửi")
    browsing.press(page, "Công khai")
    petition.refresh_from_db()
    assert petition.published_at <= timezone.now() + dt.timedelta(minutes=1)


def _read(page, petition):
    """Everybody reads the answer, nobody the name."""
    page.goto("/phan-anh/")
    assert SAID["title"] in page.locator("main").inner_text()
    browsing.follow(page.get_by_role("link", name=SAID["title"]).first)
    said = page.locator("main").inner_text()
    assert "hướng dẫn chưa đủ" in said
    assert SAID["name"] not in said
    browsing.picture(page, "petition-390", whole=True)


def _look(page):
    """From the board to the official, from the official's number to the dossiers behind it."""
    page.goto("/desk/dieu-hanh/?ky=2026-Q4")
    browsing.picture(page, "board-1440")
    row = page.locator("table[aria-labelledby=can-bo], [aria-labelledby=can-bo] table").locator("tbody tr").first
    number = row.locator("a").last
    held = number.inner_text()
    number.click()
    page.locator("tr[data-row]").first.wait_for()
    browsing.count(page.locator("tr[data-row]"), int(held))
    page.goto("/desk/dieu-hanh/diem/?ky=2026-Q4&bo=tt01")
    said = page.locator("main").inner_text()
    assert "chưa tính" not in said, "all nine are counted"
    assert "2 điểm: (1) từ 100 %, (2) từ 20 %; 1 điểm: còn lại" in said
    browsing.picture(page, "scores-1440")
