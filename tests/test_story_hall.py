"""A morning at the hall: a number from the kiosk, a board that calls by itself, codes for an hour without network."""

import datetime as dt

import pytest
from django.conf import settings as configured
from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.queueing import operations as queueing
from congvu.queueing.models import Hall, Ticket
from congvu.workdays import operations as workdays
from congvu.workdays import queries as calendar
from tests import browsing, stories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FOLDER = configured.ROOT / "congvu" / "procedures" / "birth_registration"
CODE = "1.001193"


@pytest.fixture
def ward(transactional_db, settings, tmp_path):
    """A ward with a hall of two lines and two counters, that works today whatever day it is."""
    settings.VAR = tmp_path
    ward, now = stories.open_ward(folders=[FOLDER]), timezone.now()
    if not calendar.calendar().is_working(timezone.localdate(now)):
        workdays.set_day(
            day=timezone.localdate(now), kind="worked", reason="Làm bù", legal_basis="Thử", by=SYSTEM, at=now
        )
    lines = [
        queueing.set_line(agency_id=ward.agency.pk, letter=letter, name=name, places=2, by=SYSTEM, at=now)
        for letter, name in (("A", "Hộ tịch, chứng thực"), ("B", "Đất đai, xây dựng"))
    ]
    for number in (1, 2):
        queueing.set_counter(
            agency_id=ward.agency.pk, number=number, line_ids=[line.pk for line in lines], by=SYSTEM, at=now
        )
    return ward


def test_the_board_calls_what_the_counter_calls_and_nobody_presses_anything(live_server, ward):
    with browsing.chromium() as browser:
        first = _take_numbers(browsing.window(browser, live_server, browsing.PHONE, java_script_enabled=False))
        board = browsing.window(browser, live_server, browsing.DESK)
        board.goto(f"/bang-goi-so/{ward.agency.code}/")
        board.get_by_text("Chưa gọi số nào").wait_for()
        phone = browsing.window(browser, live_server, browsing.PHONE)
        phone.goto(f"/luot-cho/{first.public_id}/")
        desk = browsing.window(browser, live_server, browsing.DESK, ward.staff["reception"])
        _call(desk, first)
        board.get_by_role("cell", name=first.code).wait_for(timeout=15_000)
        browsing.picture(board, "hall-board-1440")
        phone.get_by_text("Mời đến quầy 1").wait_for(timeout=20_000)
        browsing.picture(phone, "ticket-390")
        _enter(desk, first)
        _hold_codes(desk)


def _take_numbers(page):
    """Four people take numbers at the kiosk, without a script; the second of the elderly."""
    key = Hall.objects.get().kiosk_key
    for number in range(4):
        page.goto(f"/ki-ot/{key}/")
        if number == 1:
            page.get_by_label("Bạn thuộc diện ưu tiên?").select_option("elderly")
        page.get_by_role("button", name="Hộ tịch, chứng thực").click()
        page.get_by_text("Số của bạn").wait_for()
    page.goto(f"/ki-ot/{key}/")
    browsing.picture(page, "kiosk-390")
    return Ticket.objects.get(number=2)


def _call(page, expected):
    """The officer sits down and calls by one key: the elderly person first."""
    page.goto("/desk/luot-cho/")
    page.get_by_role("button", name="Ngồi quầy").first.click()
    page.get_by_role("heading", name="Quầy 1").wait_for()
    page.keyboard.press("n")
    page.get_by_text("Đang gọi").first.wait_for()
    assert expected.code in page.locator(".cv-turn__code").inner_text()
    browsing.picture(page, "hall-1440")


def _enter(page, ticket):
    """Who was called has come: one key leads to the entry, which knows the turn."""
    page.keyboard.press("b")
    page.get_by_text(f"Đang tiếp lượt {ticket.code}").wait_for()
    ticket.refresh_from_db()
    assert ticket.began_at is not None


def _hold_codes(page):
    """Before the power is cut, three codes are held; one is entered afterwards with the minute on the paper."""
    page.goto("/desk/ma-du-phong/")
    page.locator("[name=so_ma]").fill("3")
    page.locator("[name=den_ngay]").fill(f"{timezone.localdate() + dt.timedelta(days=1):%Y-%m-%d}")
    page.locator("[name=ly_do]").fill("Cắt điện theo lịch, sáng mai")
    browsing.press(page, "Lấy mã dự phòng")
    page.get_by_text("Đã lấy mã dự phòng.").wait_for()
    browsing.picture(page, "held-1440")
    browsing.follow(page.locator("main").get_by_role("link", name="Nhập hồ sơ").first)
    page.get_by_label("Tên hoặc mã thủ tục").fill(CODE)
    page.keyboard.press("Enter")
    page.get_by_label("Nhận bằng tay lúc").wait_for()
    browsing.picture(page, "held-entry-1440")
